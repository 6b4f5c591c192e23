using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Takes firmware out of an extension, and puts it into the initramfs, where the kernel finds it (docs/formats/initramfs.md).</summary>
internal static class FirmwareStep
{
    const int MaximumDepth = 40;
    const int PermissionBits = 0x1FF;

    /// <summary>Takes the firmware folder out.</summary>
    /// <param name="rootFs">The root file system of the extension, which loses the folder.</param>
    /// <param name="source">Where the extension came from, for messages.</param>
    /// <param name="firmwarePath">Where firmware is: <c>/usr/lib/firmware</c> or <c>/lib/firmware</c>.</param>
    /// <returns>The folder with all in it, at its path.</returns>
    public static FileTree Take(DirectoryNode rootFs, string source, string firmwarePath)
    {
        var (tree, firmware) = (new FileTree(rootFs), new FileTree());
        if (LinkResolver.Resolve(tree, firmwarePath) is null)
        {
            return firmware;
        }

        Copy(tree, source, firmwarePath.TrimStart('/'), firmware, depth: 0);
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

    /// <summary>Copies a file or folder; a link becomes what it leads to.</summary>
    static void Copy(FileTree rootFs, string source, string path, FileTree target, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Failure(source, path, $"folders and links lead more than {MaximumDepth} levels deep. Drop the link that leads back.");
        }

        switch (LinkResolver.Resolve(rootFs, path))
        {
            case DirectoryNode directory:
                EnsureDirectory(target, path, directory.Metadata);
                foreach (var name in directory.Children.Keys)
                {
                    Copy(rootFs, source, FilePath.Join(path, name), target, depth + 1);
                }

                break;
            case RegularFile file:
                target.Set(path, new RegularFile(
                    file.Content, new FileMetadata { Mode = file.Metadata.Mode & PermissionBits, ModifiedAt = file.Metadata.ModifiedAt }));
                break;
            default:
                throw Failure(source, path, $"stat {path}: no such file or directory: the symbolic link leads to nothing in the extension. Ship the file, or drop the link.");
        }
    }

    /// <summary>Folders on the way get the mode of the firmware folder.</summary>
    static void EnsureDirectory(FileTree target, string path, FileMetadata metadata)
    {
        var created = new FileMetadata { Mode = metadata.Mode & PermissionBits, ModifiedAt = metadata.ModifiedAt };
        var current = string.Empty;
        foreach (var name in path.Split('/'))
        {
            current = FilePath.Join(current, name);
            if (target.Find(current) is null)
            {
                target.Set(current, new DirectoryNode(created));
            }
        }
    }

    static ExtensionException Failure(string source, string path, string message) => new(DiagnosticIds.ExtensionFirmwareLink, source, path, message);
}
