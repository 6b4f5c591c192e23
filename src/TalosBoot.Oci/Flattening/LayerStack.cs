using TalosBoot.Archives;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Flattening;

/// <summary>
/// Applies layers to a tree, the lowest first (OCI image specification, layer.md; docs/formats/oci.md). What a layer takes away, it takes from the layers below it
/// only, wherever in the layer that stands.
/// </summary>
internal sealed class LayerStack(ContainerImageLimits limits)
{
    const string WhiteoutPrefix = ".wh.";
    const string OpaqueMarker = ".wh..wh..opq";

    readonly ArchiveTree _tree = new(new FileTree(), TarReader.FormatName, limits.Archive);
    int _entries;
    long _metadataLength;
    long _totalSize;

    public FileTree Tree => _tree.Tree;

    /// <summary>Applies layers, one in each step.</summary>
    public IEnumerable<bool> ApplyAll(IEnumerable<BlobSource> layers, CancellationToken cancellationToken)
    {
        foreach (var layer in layers)
        {
            Apply(layer, cancellationToken);
            yield return true;
        }
    }

    public void Apply(BlobSource layer, CancellationToken cancellationToken)
    {
        var members = new List<(string Path, TarMember Member)>();
        foreach (var member in new TarMemberReader(layer, limits.Archive, cancellationToken).Read())
        {
            Count(member);
            LayerPaths.CheckName(FileNames.Decode(member.Name), member.Offset);
            var path = member.CleanPath(limits.Archive);
            if (!TryTakeAway(_tree, path, member))
            {
                members.Add((path, member));
            }
        }

        _tree.Forget();
        var unpacking = new TarUnpacking(_tree, limits.Archive);
        foreach (var (path, member) in members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!LayerPaths.IsDroppedLink(path, member))
            {
                unpacking.Add(path, member);
            }
        }

        unpacking.ResolveLinks();
    }

    /// <summary>The reader of an archive counts from nothing in each layer, of which there may be many.</summary>
    void Count(TarMember member)
    {
        _metadataLength += member.Name.Length + member.LinkName.Length
            + member.Metadata.ExtendedAttributes.Sum(attribute => (long)attribute.Key.Length + attribute.Value.Length);
        _totalSize = checked(_totalSize + member.Size);
        if (++_entries > limits.Archive.MaximumEntries || _metadataLength > limits.Archive.MaximumMetadataLength || _totalSize > limits.Archive.MaximumTotalSize)
        {
            throw ArchivePath.TooMuch(
                TarReader.FormatName, member.Offset,
                $"the layers have {_entries} entries up to here, with {_metadataLength} bytes of names, links and attributes and {_totalSize} bytes of files, which is over a limit.");
        }
    }

    static bool TryTakeAway(ArchiveTree tree, string path, TarMember member)
    {
        var slash = path.LastIndexOf('/');
        var (directory, name) = slash < 0 ? (string.Empty, path) : (path[..slash], path[(slash + 1)..]);
        if (!name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        if (name == OpaqueMarker)
        {
            if (tree.Find(directory, member.Offset) is DirectoryNode opaque)
            {
                opaque.Clear();
            }

            return true;
        }

        var hidden = name[WhiteoutPrefix.Length..];
        if (!FilePath.IsValidName(hidden))
        {
            throw new ImageFormatException(
                DiagnosticIds.ArchivePathRefused, TarReader.FormatName, member.Offset,
                $"the whiteout \"{path}\" hides no name. The layer is damaged or hostile: do not use it.");
        }

        tree.FindDirectory(directory, member.Offset)?.Remove(hidden);
        return true;
    }
}
