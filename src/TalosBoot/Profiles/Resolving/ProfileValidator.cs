using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Overlays.Boards;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles.Resolving;

/// <summary>Tells what is wrong with a profile (docs/formats/profile.md): everything at once, in the order of upstream's checks.</summary>
public static class ProfileValidator
{
    // Thirty times what Linux takes on amd64 and arm64, and room for configurations that travel as an argument.
    const int MaximumKernelArgumentsLength = 64 * 1024;

    /// <summary>Checks a profile whose defaults are filled.</summary>
    /// <param name="profile">The profile.</param>
    /// <exception cref="ProfileValidationException">Something is wrong.</exception>
    public static void Validate(Profile profile)
    {
        var problems = Problems(profile);
        if (problems.Count > 0)
        {
            throw new ProfileValidationException(problems, innerException: null);
        }
    }

    /// <summary>All that is wrong with a profile whose defaults are filled.</summary>
    /// <param name="profile">The profile.</param>
    public static IReadOnlyList<ProfileProblem> Problems(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var problems = new List<ProfileProblem>();
        var quirks = new TalosQuirks(TalosVersion.Parse(profile.Version));
        if (profile.Arch is not ("amd64" or "arm64"))
        {
            Add(DiagnosticIds.InvalidArchitecture, "arch", $"invalid arch \"{profile.Arch}\": choose amd64 or arm64.");
        }

        if (profile.Platform.Length == 0)
        {
            Add(DiagnosticIds.PlatformRequired, "platform", "platform is required: choose one, such as metal.");
        }

        if (profile.SecureBoot == true && !quirks.SupportsUki)
        {
            Add(
                DiagnosticIds.SecureBootNotSupported, "secureboot",
                $"secureboot is not supported for Talos version \"{profile.Version}\": it came with 1.5.");
        }

        if (profile.Input.SecureBoot?.PcrSigner is { } pcr && (pcr.CertPath + pcr.AzureCertificateId + pcr.AwsCertPath + pcr.AwsCertArn).Length > 0)
        {
            Add(DiagnosticIds.SignerNotSupported, "input.secureboot.pcrSigner", "a PCR signer has no certificate: leave it out.");
        }

        if (profile.Overlay is null && profile.Input.OverlayInstaller != ContainerAsset.None)
        {
            Add(DiagnosticIds.OverlayRequired, "input.overlayInstaller", "there is no overlay that it belongs to: give the overlay, or leave it out.");
        }

        if (profile.Input.ImageCache != ContainerAsset.None && profile.Output.Kind is not (OutputKind.Unknown or OutputKind.Iso or OutputKind.Image))
        {
            Add(
                DiagnosticIds.CustomizationNotSupported, "input.imageCache",
                $"an image cache is not supported for {EnumText.Of(profile.Output.Kind)} output: choose iso or image, or leave it out.");
        }

        var argumentsLength = profile.Customization.ExtraKernelArgs.Sum(argument => (long)argument.Length);
        if (argumentsLength > MaximumKernelArgumentsLength)
        {
            Add(
                DiagnosticIds.KernelArgumentsTooLong, "customization.extraKernelArgs",
                $"the kernel arguments have {argumentsLength} characters together, the limit is {MaximumKernelArgumentsLength}: no kernel takes so many.");
        }

        if (profile.Board.Length > 0)
        {
            AddBoardProblems(profile, quirks, Add);
        }

        AddOutputProblems(profile, quirks, Add);
        if (profile.Output.OutFormat == OutFormat.Unknown)
        {
            Add(DiagnosticIds.OutFormatRequired, "output.outFormat", "unknown output format: unknown. Choose one, such as raw.");
        }

        return problems;

        void Add(string id, string path, string message) => problems.Add(new ProfileProblem(id, path, message));
    }

    static void AddBoardProblems(Profile profile, TalosQuirks quirks, Action<string, string, string> add)
    {
        if (LegacyBoards.Find(profile.Board) is null)
        {
            add(
                DiagnosticIds.UnknownBoard, "board",
                $"unknown board \"{profile.Board}\": choose one of {string.Join(", ", LegacyBoards.All.Select(board => board.Name))}.");
        }
        else if (quirks.SupportsOverlay)
        {
            add(
                DiagnosticIds.UnknownBoard, "board",
                $"the board \"{profile.Board}\" is one of Talos 1.6 and older: choose an overlay for Talos version \"{profile.Version}\".");
        }
        else if (profile.Arch != "arm64" || profile.Platform != "metal")
        {
            add(
                DiagnosticIds.UnknownBoard, "board",
                $"board is only supported for metal arm64, and not for {profile.Platform} {profile.Arch}: choose arm64 for the architecture, and metal for the platform, "
                + $"for the board \"{profile.Board}\".");
        }
    }

    static void AddOutputProblems(Profile profile, TalosQuirks quirks, Action<string, string, string> add)
    {
        var output = profile.Output;
        switch (output.Kind)
        {
            case OutputKind.Unknown:
                add(DiagnosticIds.OutputKindRequired, "output.kind", "unknown output kind: choose one, such as iso.");
                break;

            case OutputKind.Iso when quirks.IsoSupportsSettingBootloader && output.IsoOptions is { Bootloader: BootloaderKind.None }:
                add(DiagnosticIds.BootloaderRequired, "output.isoOptions.bootloader", "bootloader cannot be 'none' for ISO output.");
                break;

            case OutputKind.Image:
                AddImageProblems(output.ImageOptions, add);
                break;

            case OutputKind.Installer when profile.Customization.MetaContents.Count > 0:
                add(
                    DiagnosticIds.CustomizationNotSupported, "customization.metaContents",
                    "customization of meta partition is not supported for installer output.");
                break;

            case OutputKind.Kernel or OutputKind.Initramfs:
                AddBareFileProblems(profile, add);
                break;
        }
    }

    static void AddImageProblems(ProfileImageOptions? options, Action<string, string, string> add)
    {
        if (options is null)
        {
            add(DiagnosticIds.ImageOptionsRequired, "output.imageOptions", "image options are required for image output.");
            return;
        }

        if (options.DiskSize == 0)
        {
            add(DiagnosticIds.DiskSizeRequired, "output.imageOptions.diskSize", "disk size is required for image output.");
        }

        if (options.Bootloader == BootloaderKind.None)
        {
            add(DiagnosticIds.BootloaderRequired, "output.imageOptions.bootloader", "bootloader cannot be 'none' for disk image output.");
        }
    }

    static void AddBareFileProblems(Profile profile, Action<string, string, string> add)
    {
        var kind = EnumText.Of(profile.Output.Kind);
        if (profile.SecureBoot == true)
        {
            add(DiagnosticIds.CustomizationNotSupported, "secureboot", $"secureboot is not supported for {kind} output.");
        }

        if (profile.Customization.ExtraKernelArgs.Count > 0)
        {
            add(
                DiagnosticIds.CustomizationNotSupported, "customization.extraKernelArgs",
                $"customization of kernel args is not supported for {kind} output.");
        }

        if (profile.Customization.MetaContents.Count > 0)
        {
            add(
                DiagnosticIds.CustomizationNotSupported, "customization.metaContents",
                $"customization of meta partition is not supported for {kind} output.");
        }
    }
}
