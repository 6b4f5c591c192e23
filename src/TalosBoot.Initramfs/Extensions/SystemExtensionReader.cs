using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Reads a system extension from the tree of its container image (docs/formats/initramfs.md).</summary>
public static class SystemExtensionReader
{
    const string ManifestName = "manifest.yaml";
    const string RootFsName = "rootfs";

    /// <summary>Reads an extension.</summary>
    /// <param name="tree">The flattened container image.</param>
    /// <param name="source">The image reference or path, for messages.</param>
    /// <exception cref="ExtensionException">The tree is no extension (TB3001 to TB3004).</exception>
    public static SystemExtension Read(FileTree tree, string source)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(source);
        foreach (var name in tree.Root.Children.Keys.Where(name => name is not (ManifestName or RootFsName)))
        {
            throw new ExtensionException(
                DiagnosticIds.ExtensionUnexpectedFile, source, name,
                $"unexpected file \"{name}\". An extension holds {ManifestName} and {RootFsName} only.");
        }

        if (!tree.Root.TryGet(ManifestName, out var manifest) || manifest is not RegularFile manifestFile)
        {
            throw new ExtensionException(
                DiagnosticIds.ExtensionManifestMissing, source, ManifestName,
                "extension manifest is missing. Check that the reference names a system extension.");
        }

        var description = ExtensionManifestReader.Read(manifestFile.Content, source);
        return tree.Root.TryGet(RootFsName, out var rootFs) && rootFs is DirectoryNode directory
            ? new SystemExtension(source, description, directory)
            : throw new ExtensionException(
                DiagnosticIds.ExtensionRootFsMissing, source, RootFsName, "extension rootfs is missing: it must be a folder of the image.");
    }
}
