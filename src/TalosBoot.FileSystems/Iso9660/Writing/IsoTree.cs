using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>The tree on its way into the volume: nodes with identifiers, and contents that hard links share.</summary>
internal sealed class IsoTree
{
    /// <summary>The file of the tree that is the boot catalog.</summary>
    public const string CatalogName = "boot.catalog";

    const int MaximumDepth = 512;
    const int ReadableByAll = 0x124;

    readonly IsoOptions _options;
    readonly Dictionary<FileTreeEntry, List<IsoNode>> _links = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<RegularFile, IsoContent> _contents = new(ReferenceEqualityComparer.Instance);
    readonly List<IsoContent> _placed = [];

    IsoTree(IsoOptions options, DirectoryNode root)
    {
        _options = options;
        Root = CreateNode(root, string.Empty, string.Empty, null);
    }

    public IsoNode Root { get; }

    /// <summary>The directories, each before those in it, in the order of the identifiers.</summary>
    public List<IsoNode> Directories { get; } = [];

    /// <summary>The contents that take blocks, in the order in which they lie. The boot catalog is not among them.</summary>
    public IEnumerable<IsoContent> Contents => _placed.OrderBy(content => !content.IsLeading);

    /// <summary>The content of the boot catalog, when there is one.</summary>
    public IsoContent? Catalog { get; private set; }

    public static IsoTree Create(FileTree tree, IsoOptions options, bool hasCatalog, CancellationToken cancellationToken)
    {
        var result = new IsoTree(options, tree.Root);
        result.Fill(result.Root, hasCatalog, 0, cancellationToken);
        foreach (var links in result._links.Values)
        {
            links.ForEach(node => node.LinkCount = (uint)links.Count);
        }

        return result;
    }

    /// <summary>The content of a file of the tree that an option names.</summary>
    /// <exception cref="ArgumentException">There is no such file, or it is empty.</exception>
    public IsoContent ContentOf(FileTree tree, string path, string optionName) =>
        tree.Find(path) is RegularFile { Content.Length: > 0 } file
            ? _contents[file]
            : throw new ArgumentException($"{optionName} names \"{path}\", which is no file of the tree, or an empty one.", optionName);

    void Fill(IsoNode directory, bool addCatalog, int depth, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (depth > MaximumDepth)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, "directory tree", depth, MaximumDepth,
                "the tree is too deep. A directory must not hold itself.");
        }

        Directories.Add(directory);
        foreach (var (name, entry) in ((DirectoryNode)directory.Entry).Children)
        {
            directory.Children.Add(CreateNode(entry, name, FilePath.Join(directory.Path, name), directory));
        }

        if (addCatalog)
        {
            AddCatalog(directory);
        }

        IsoIdentifiers.Assign(directory.Children);
        foreach (var child in directory.Children)
        {
            if (child.IsDirectory)
            {
                Fill(child, false, depth + 1, cancellationToken);
            }
            else
            {
                AddLink(child);
            }
        }
    }

    void AddLink(IsoNode node)
    {
        if (!_links.TryGetValue(node.Entry, out var links))
        {
            _links.Add(node.Entry, links = []);
            if (node.Content is { Source.Length: > 0 } content && content != Catalog)
            {
                _placed.Add(content);
            }
        }

        links.Add(node);
        if (node.Content is not null && IsLeading(node.Path))
        {
            node.Content.IsLeading = true;
        }
    }

    bool IsLeading(string path) => _options.LeadingPaths.Any(leading =>
    {
        var trimmed = leading.Trim('/');
        return path == trimmed || path.StartsWith($"{trimmed}/", StringComparison.Ordinal);
    });

    void AddCatalog(IsoNode root)
    {
        if (root.Children.Exists(child => child.Path == CatalogName))
        {
            throw new ArgumentException(
                $"The tree of an image that boots must not hold a file \"{CatalogName}\": the boot catalog gets that name.");
        }

        var metadata = new FileMetadata { Mode = ReadableByAll, ModifiedAt = _options.Clock.UnixSeconds };
        var node = CreateNode(new RegularFile(BlobSource.Zeros(IsoFormat.BlockSize), metadata), CatalogName, CatalogName, root);
        root.Children.Insert(root.Children.TakeWhile(child => FileNames.ByteOrder.Compare(child.Path, CatalogName) < 0).Count(), node);
        Catalog = node.Content;
    }

    IsoNode CreateNode(FileTreeEntry entry, string name, string path, IsoNode? parent)
    {
        var bytes = FileNames.Encode(name);
        if (bytes.Length > FilePath.MaximumNameLength)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, $"name of \"{path}\"", bytes.Length, FilePath.MaximumNameLength, "the file name is too long.");
        }

        var metadata = entry.Metadata;
        var asGiven = _options.Permissions == IsoPermissions.AsGiven;
        return new IsoNode
        {
            Name = bytes,
            Path = path,
            Entry = entry,
            Parent = parent,
            Mode = FileTypeBits.Of(entry) | (uint)(asGiven ? metadata.Mode : ReadOnly(metadata.Mode)),
            UserId = asGiven ? metadata.UserId : 0,
            GroupId = asGiven ? metadata.GroupId : 0,
            ModifiedAt = _options.KeepFileTimes ? metadata.ModifiedAt : _options.Clock.UnixSeconds,
            Content = entry is RegularFile file ? SharedContent(file, path) : null,
        };
    }

    IsoContent SharedContent(RegularFile file, string path)
    {
        if (!_contents.TryGetValue(file, out var content))
        {
            _contents.Add(file, content = new IsoContent(file.Content, path));
        }

        return content;
    }

    /// <summary>Readable by all, executable by all if by anybody, nothing else.</summary>
    static int ReadOnly(int mode) => ReadableByAll | ((mode & 0x49) != 0 ? 0x49 : 0);
}
