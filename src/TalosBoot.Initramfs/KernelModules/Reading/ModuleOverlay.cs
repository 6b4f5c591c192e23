using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>
/// The kernel modules of several trees, laid one over the other: links are followed, of one path the last content and the first mode count
/// (docs/formats/initramfs.md).
/// </summary>
/// <param name="path">The directory of the kernel version, in all trees.</param>
internal sealed class ModuleOverlay(string path)
{
    const int PermissionBits = 0x1FF;

    readonly Dictionary<RegularFile, string> _sources = [];

    /// <summary>The result.</summary>
    public FileTree Tree { get; } = new();

    /// <summary>The directory of the kernel version in the result.</summary>
    public DirectoryNode Directory => Tree.EnsureDirectory(path);

    /// <summary>Which tree a file of the result came from.</summary>
    public string SourceOf(RegularFile file) => _sources[file];

    /// <summary>Lays a tree over what there is.</summary>
    /// <param name="source">Whose tree it is, for messages.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="cancellationToken">Checked for every entry.</param>
    /// <exception cref="ExtensionException">
    /// Something is neither a directory nor a file, or does not fit what there is (TB3026), or there is too much (TB3024).
    /// </exception>
    public void Add(string source, FileTree tree, CancellationToken cancellationToken)
    {
        foreach (var (relativePath, entry, _) in ModuleWalk.Walk(tree, path, source, _ => false, cancellationToken))
        {
            var place = FilePath.Join(path, relativePath);
            var existing = Tree.Find(place);
            switch (entry, existing)
            {
                case (DirectoryNode, null):
                    Tree.Set(place, new DirectoryNode(Plain(entry.Metadata, entry.Metadata.Mode)));
                    break;
                case (DirectoryNode, DirectoryNode):
                    break;
                case (RegularFile file, null or RegularFile):
                    var copy = new RegularFile(file.Content, Plain(file.Metadata, existing?.Metadata.Mode ?? file.Metadata.Mode));
                    _sources[copy] = source;
                    Tree.Set(place, copy);
                    break;
                default:
                    throw new ExtensionException(
                        DiagnosticIds.KernelModuleConflict,
                        source,
                        place,
                        $"{Describe(entry)} cannot be laid over {Describe(existing)}. Ask the extension's author.");
            }
        }
    }

    static FileMetadata Plain(FileMetadata metadata, int mode) => new() { Mode = mode & PermissionBits, ModifiedAt = metadata.ModifiedAt };

    static string Describe(FileTreeEntry? entry) => entry switch
    {
        null => "nothing",
        DirectoryNode => "a directory",
        RegularFile => "a file",
        SymbolicLink link => $"a link to {link.Target}, where nothing is,",
        _ => "a special file",
    };
}
