using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Takes firmware out of an extension, and puts it into the initramfs, where the kernel finds it (initramfs.md 9.2).</summary>
internal static class FirmwareStep
{
    const int MaximumDepth = 40;
    const int PermissionBits = 0x1FF;

    /// <summary>Moves the firmware folder.</summary>
    /// <param name="rootFs">The root file system of the extension, which loses the folder.</param>
    /// <param name="source">Where the extension came from, for messages.</param>
    /// <param name="firmwarePath">Where firmware is: <c>/usr/lib/firmware</c> or <c>/lib/firmware</c>.</param>
    /// <param name="initramfs">The tree that gets it.</param>
    public static void Move(DirectoryNode rootFs, string source, string firmwarePath, FileTree initramfs)
    {
        var tree = new FileTree(rootFs);
        if (tree.Find(firmwarePath) is null)
        {
            return;
        }

        Copy(tree, source, firmwarePath.TrimStart('/'), initramfs, depth: 0);
        tree.Remove(firmwarePath);
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
                var mode = target.Find(path)?.Metadata.Mode ?? file.Metadata.Mode & PermissionBits;
                target.Set(path, new RegularFile(file.Content, new FileMetadata { Mode = mode, ModifiedAt = file.Metadata.ModifiedAt }));
                break;
            default:
                throw Failure(source, path, "the symbolic link leads to nothing in the extension. Ship the file, or drop the link.");
        }
    }

    /// <summary>An earlier folder keeps its mode; those on the way get the mode of the firmware folder.</summary>
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
