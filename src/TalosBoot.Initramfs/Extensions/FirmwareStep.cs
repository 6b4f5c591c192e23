using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Takes firmware out of an extension, and puts it into the initramfs, where the kernel finds it (docs/formats/initramfs.md).</summary>
internal static class FirmwareStep
{
    /// <summary>Takes the firmware folder out.</summary>
    /// <param name="rootFs">The root file system of the extension, which loses the folder.</param>
    /// <param name="source">Where the extension came from, for messages.</param>
    /// <param name="firmwarePath">Where firmware is: <c>/usr/lib/firmware</c> or <c>/lib/firmware</c>.</param>
    /// <param name="cancellationToken">Checked for every file.</param>
    /// <returns>The folder with all in it, at its path.</returns>
    public static FileTree Take(DirectoryNode rootFs, string source, string firmwarePath, CancellationToken cancellationToken)
    {
        var (tree, firmware) = (new FileTree(rootFs), new FileTree());
        if (LinkResolver.Resolve(tree, firmwarePath) is null)
        {
            return firmware;
        }

        new FirmwareCopy(tree, source, firmware, cancellationToken).Copy(firmwarePath.TrimStart('/'));
        tree.Remove(firmwarePath);
        return firmware;
    }

    /// <summary>Puts the firmware of one extension into the initramfs: over that of earlier ones, whose folders and files keep their modes.</summary>
    /// <param name="firmware">The firmware.</param>
    /// <param name="source">Where the extension came from, for messages.</param>
    /// <param name="initramfs">The tree that gets it.</param>
    public static void Lay(FileTree firmware, string source, FileTree initramfs)
    {
        foreach (var (path, entry) in firmware.Walk())
        {
            switch (entry, initramfs.Find(path))
            {
                case (DirectoryNode, null):
                    initramfs.Set(path, new DirectoryNode(entry.Metadata));
                    break;
                case (RegularFile file, null or RegularFile) and var (_, earlier):
                    initramfs.Set(path, new RegularFile(new PlainContent(file.Content), file.Metadata with { Mode = (earlier ?? file).Metadata.Mode }));
                    break;
                case (RegularFile, _) or (_, RegularFile):
                    throw new ExtensionException(
                        DiagnosticIds.ExtensionFirmwareConflict, source, path,
                        "an earlier extension has a file where this one has a folder, or the other way round. Leave one of them out.");
            }
        }
    }
}
