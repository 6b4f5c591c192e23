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

    readonly FileTree _tree = new();

    public FileTree Tree => _tree;

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
        var tree = new ArchiveTree(_tree, TarReader.FormatName, limits.Archive);
        var members = new List<(string Path, TarMember Member)>();
        foreach (var member in new TarMemberReader(layer, limits.Archive, cancellationToken).Read())
        {
            LayerPaths.CheckName(FileNames.Decode(member.Name), member.Offset);
            var path = member.CleanPath(limits.Archive);
            if (!TryTakeAway(tree, path, member))
            {
                members.Add((path, member));
            }
        }

        tree.Forget();
        var unpacking = new TarUnpacking(tree, limits.Archive);
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
