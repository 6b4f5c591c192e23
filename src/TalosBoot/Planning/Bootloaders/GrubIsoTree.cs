using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Grub;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Inputs;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>The files of an ISO that GRUB starts, as <c>grub-mkrescue</c> puts them there but for those of Apple's machines (docs/formats/iso.md).</summary>
/// <param name="parts">What it is made of.</param>
/// <param name="grub">GRUB's files.</param>
/// <param name="context">Goes along with the build.</param>
internal sealed class GrubIsoTree(AssetParts parts, GrubFiles grub, BuildContext context)
{
    const string EfiImage = "efi.img";
    const string ElToritoImage = "boot/grub/i386-pc/eltorito.img";

    // As in a disk image, the low 32 bits of the time are the serial number: upstream's GRUB is changed for that.
    uint SerialNumber => (uint)context.Clock.UnixSeconds;

    /// <summary>The tree for machines with a BIOS, and where there is no EFI system partition with systemd-boot for those with UEFI firmware, too.</summary>
    /// <param name="hasEfi">Whether GRUB is to start under UEFI firmware.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<BootLayout> BuildAsync(bool hasEfi, CancellationToken cancellationToken)
    {
        var tree = new FileTree();
        var commandLine = await parts.CommandLineAsync(cancellationToken).ConfigureAwait(false);
        tree.SetFile("boot/vmlinuz", await parts.KernelAsync(cancellationToken).ConfigureAwait(false));
        tree.SetFile("boot/initramfs.xz", await parts.InitramfsAsync(cancellationToken).ConfigureAwait(false));
        tree.SetFile("boot/grub/grub.cfg", BlobSource.FromText(GrubMenu.ForIso(commandLine, parts.Request.Quirks.SupportsResetGrubOption)));

        // grub-mkrescue makes them, whether there is something to go into them or not.
        tree.EnsureDirectory("boot/grub/locale");
        tree.EnsureDirectory("boot/grub/roms");
        tree.Set("boot/grub/fonts", await CompressFontAsync(cancellationToken).ConfigureAwait(false));

        var bios = await AddBiosAsync(tree, mustExist: !hasEfi || parts.Request.Architecture == Core.Versions.Architecture.Amd64, cancellationToken).ConfigureAwait(false);
        if (hasEfi)
        {
            await AddEfiAsync(tree, cancellationToken).ConfigureAwait(false);
        }

        return new BootLayout { Boot = tree, GrubIso = new GrubIsoBoot { Bios = bios, EfiImagePath = hasEfi ? EfiImage : null } };
    }

    async Task<IsoBiosBoot?> AddBiosAsync(FileTree tree, bool mustExist, CancellationToken cancellationToken)
    {
        var folder = mustExist ? GrubModuleFolder.Open(grub.Folders, GrubTarget.I386Pc) : GrubModuleFolder.TryOpen(grub.Folders, GrubTarget.I386Pc);
        if (folder is null)
        {
            return null;
        }

        await AddFolderAsync(tree, folder, cancellationToken).ConfigureAwait(false);
        var image = await parts.RunAsync(
            token => GrubCoreImage.Build(folder, GrubModuleSets.ForIso(folder), parts.Cache, token).ToElTorito(), cancellationToken).ConfigureAwait(false);
        tree.SetFile(ElToritoImage, BlobSource.FromBytes(image));
        return new IsoBiosBoot { ImagePath = ElToritoImage, DiskBootCode = folder.Read("boot_hybrid.img", 512) };
    }

    /// <summary>Adds loaders for each machine whose modules are there: only the kernel decides where the ISO boots.</summary>
    async Task AddEfiAsync(FileTree tree, CancellationToken cancellationToken)
    {
        var marker = context.Clock.ToDateTimeOffset().ToString("'.disk/'yyyy-MM-dd-HH-mm-ss'-00.uuid'", CultureInfo.InvariantCulture);
        var loaders = new FileTree();
        var own = GrubTargets.EfiOf(parts.Request.Architecture);
        foreach (var target in GrubTargets.All.Where(target => target.IsEfi()))
        {
            var folder = target == own ? GrubModuleFolder.Open(grub.Folders, target) : GrubModuleFolder.TryOpen(grub.Folders, target);
            if (folder is null)
            {
                continue;
            }

            await AddFolderAsync(tree, folder, cancellationToken).ConfigureAwait(false);
            var loader = BlobSource.FromBytes(
                await parts.RunAsync(token => GrubEfiImage.Build(folder, GrubModuleSets.ForEfiIso(folder, $"/{marker}"), token), cancellationToken).ConfigureAwait(false));
            loaders.SetFile($"efi/boot/{target.LoaderName()}", loader);
            if (GrubModuleSets.UsesMarkerFile(folder))
            {
                tree.SetFile($"efi/boot/{target.LoaderName()}", loader);
                tree.SetFile(marker, BlobSource.FromBytes(ReadOnlyMemory<byte>.Empty));
            }
        }

        tree.SetFile(EfiImage, FatImageBuilder.Build(loaders, EfiVolumes.ForGrubIso(SerialNumber) with { Clock = context.Clock }, cancellationToken));
    }

    async Task AddFolderAsync(FileTree tree, GrubModuleFolder folder, CancellationToken cancellationToken)
    {
        var name = folder.Target.FolderName();
        using var report = context.Begin(BuildStage.FileSystem, $"GRUB {name}");
        tree.Set($"boot/grub/{name}", await GrubInstallation.CompressAsync(folder, context.Budget, parts.Cache, cancellationToken).ConfigureAwait(false));
        report.Complete();
    }

    async Task<DirectoryNode> CompressFontAsync(CancellationToken cancellationToken)
    {
        const int LargestFont = 16 * 1024 * 1024;
        const string Name = "unicode.pf2";
        if (grub.Font is { Length: > LargestFont } font)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, $"GRUB font {Name}", 0, $"it has {font.Length} bytes; the limit is {LargestFont} bytes");
        }

        var folder = GrubTargets.All.Select(target => GrubModuleFolder.TryOpen(grub.Folders, target)).FirstOrDefault(folder => folder is not null);
        return folder is null || grub.Font is not { } found
            ? new DirectoryNode()
            : await GrubInstallation.CompressAsync([(Name, found.ToArray())], folder.Version, context.Budget, parts.Cache, cancellationToken).ConfigureAwait(false);
    }
}
