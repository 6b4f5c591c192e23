using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>What is refused instead of being built as something else. What this version of TalosBoot does not build yet is one row each.</summary>
internal static class UnbuiltOutputs
{
    static readonly (Func<ResolvedRequest, bool> Applies, Func<ResolvedRequest, string> Feature)[] NotYet =
    [
        (request => request.Output == OutputKind.Image && request.Bootloader == BootloaderKind.Grub, _ => "a disk image with the bootloader grub"),
        (request => request.Output == OutputKind.Image && request.Bootloader == BootloaderKind.DualBoot, _ => "a disk image with the bootloader dual-boot"),
        (request => request.Output == OutputKind.Image && request.ImageCache != ContainerAsset.None, _ => "a disk image with an image cache"),
        (request => request.Output == OutputKind.Installer, _ => "installer output"),
        (request => request.Overlay is not null, _ => "output with an overlay"),
    ];

    /// <summary>Refuses a request that cannot be carried out, before any work.</summary>
    public static void Refuse(ResolvedRequest request)
    {
        if (request.Output == OutputKind.Uki && !request.Quirks.SupportsUki)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.UkiNotSupported, "UKI output", request.Version, new TalosVersion(1, 5, 0),
                $"UKI output is not supported in Talos {request.Version.Text}. It came with 1.5.");
        }

        foreach (var (applies, feature) in NotYet)
        {
            if (applies(request))
            {
                throw new UnsupportedByTalosException(
                    DiagnosticIds.OutputNotAvailable, feature(request), request.Version, minimum: null,
                    "this version of TalosBoot does not build it yet. The README lists what works.");
            }
        }
    }
}
