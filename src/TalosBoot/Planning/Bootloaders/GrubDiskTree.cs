using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Grub;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Inputs;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>The BOOT partition of a disk, and the core image that a BIOS starts from it (docs/formats/disk.md).</summary>
internal static class GrubDiskTree
{
    const int PrivateDirectory = 0x1C0;
    const int PrivateFile = 0x180;

    /// <summary>Makes both. The core image is for PCs alone.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="grub">GRUB's files.</param>
    /// <param name="hasResetEntry">Whether the menu offers to wipe the installation.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<BootLayout> BuildAsync(AssetParts parts, GrubFiles grub, bool hasResetEntry, CancellationToken cancellationToken)
    {
        var (request, commandLine) = (parts.Request, await parts.CommandLineAsync(cancellationToken).ConfigureAwait(false));
        var menu = BlobSource.FromText(GrubMenu.ForDisk(request.Version.Text, commandLine, hasResetEntry));
        var tree = new FileTree();
        tree.SetFile("A/vmlinuz", await parts.KernelAsync(cancellationToken).ConfigureAwait(false));
        tree.SetFile("A/initramfs.xz", await parts.InitramfsAsync(cancellationToken).ConfigureAwait(false));
        tree.Set("grub", new DirectoryNode(FileMetadata.DefaultDirectory with { Mode = PrivateDirectory }));
        tree.Set("grub/grub.cfg", new RegularFile(menu, FileMetadata.DefaultFile with { Mode = PrivateFile }));
        if (request.Architecture != Architecture.Amd64)
        {
            return new BootLayout { Boot = tree };
        }

        var folder = GrubModuleFolder.Open(grub.Folders, GrubTarget.I386Pc);
        var core = await parts.RunAsync(
            token => GrubCoreImage.Build(folder, GrubModuleSets.ForDisk(GrubTarget.I386Pc), parts.Cache, token), cancellationToken).ConfigureAwait(false);
        return new BootLayout { Boot = tree, CoreImage = core };
    }
}
