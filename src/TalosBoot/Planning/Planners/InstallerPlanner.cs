using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Installers;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Overlays.Boards;

namespace TalosBoot.Planning.Planners;

/// <summary>An installer: a container image with the program that installs Talos, and what it installs (docs/formats/installer.md).</summary>
internal sealed class InstallerPlanner : IAssetPlanner
{
    const string Uki = "vmlinuz.efi";
    const string SignedUkiOfOldReleases = "vmlinuz.efi.signed";
    const string SystemdBoot = "systemd-boot.efi";
    const string Kernel = "vmlinuz";
    const string Initramfs = "initramfs.xz";

    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken)
    {
        var request = parts.Request;

        // The archive is called as the base is, whatever the base is taken from; so what is no name is refused before any work.
        var name = ImageReference.TryParse(request.InstallerName, out var reference) ? reference : throw new ProfileValidationException(
            DiagnosticIds.InstallerNameInvalid, "input.baseInstaller.imageRef",
            $"failed to parse image reference: could not parse reference: {request.InstallerName}. The archive of an installer is called as its base; name one.");
        var (files, uki) = await GetArtifactsAsync(parts, cancellationToken).ConfigureAwait(false);
        if (request.Board is not null)
        {
            var imager = await parts.ImagerTreeAsync(cancellationToken).ConfigureAwait(false);
            files = [.. files, .. LegacyBoards.FilesOf(imager).Select(file => (file.Name, file.File.Content))];
        }

        List<BlobSource> layers = [ArtifactsLayer.Plan(request.Architecture, files)];
        if (request.Overlay is { } overlay)
        {
            var carried = await parts.OverlayInstallerAsync(cancellationToken).ConfigureAwait(false);
            layers.Add(OverlayLayer.Plan(carried, overlay.EffectiveName, overlay.Options, cancellationToken));
        }

        var basis = await parts.BaseInstallerAsync(cancellationToken).ConfigureAwait(false);
        var image = await InstallerImage.BuildAsync(
            basis, request.Quirks, request.Architecture, layers, parts.Spool, context, cancellationToken).ConfigureAwait(false);
        return new PlannedAsset(await DockerArchiveWriter.PlanAsync(image, name, cancellationToken).ConfigureAwait(false)) { Image = image, Uki = uki };
    }

    /// <summary>What is installed: a UKI and what starts it, or a kernel and an initramfs for GRUB.</summary>
    static async Task<(IReadOnlyList<(string Name, BlobSource Content)> Files, PlannedUki? Uki)> GetArtifactsAsync(
        AssetParts parts, CancellationToken cancellationToken)
    {
        var request = parts.Request;
        if (request.Quirks.UsesSystemdBoot || request.SecureBoot is not null)
        {
            await DetachedSignatures.GatherAsync(() => parts.UkiAsync(cancellationToken), () => parts.SystemdBootAsync(cancellationToken)).ConfigureAwait(false);
            var uki = await parts.UkiAsync(cancellationToken).ConfigureAwait(false);
            var systemdBoot = await parts.SystemdBootAsync(cancellationToken).ConfigureAwait(false);
            return ([(SystemdBoot, systemdBoot), (request.Quirks.UsesSystemdBoot ? Uki : SignedUkiOfOldReleases, uki.Content)], uki);
        }

        return
        (
            [
                (Kernel, await parts.KernelAsync(cancellationToken).ConfigureAwait(false)),
                (Initramfs, await parts.InitramfsAsync(cancellationToken).ConfigureAwait(false)),
            ],
            null);
    }
}
