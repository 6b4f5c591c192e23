using TalosBoot.Core.Diagnostics;
using TalosBoot.Meta;

namespace TalosBoot.Profiles.Reading;

/// <summary>The flags of upstream's imager, for programs that offer the same (docs/formats/profile.md). Null stands for a flag that was not given.</summary>
public sealed record ProfileRequest
{
    /// <summary>The base profile.</summary>
    public required string BaseProfileName { get; init; }

    /// <summary><c>--arch</c>. Always overrides that of the base profile.</summary>
    public required string Arch { get; init; }

    /// <summary>The Talos version to build.</summary>
    public string? Version { get; init; }

    /// <summary><c>--platform</c>.</summary>
    public string? Platform { get; init; }

    /// <summary><c>--base-installer-image</c>.</summary>
    public string? BaseInstallerImage { get; init; }

    /// <summary><c>--image-cache</c>: a strict image reference, else the path of an OCI layout.</summary>
    public string? ImageCache { get; init; }

    /// <summary><c>--insecure</c>.</summary>
    public bool IsInsecure { get; init; }

    /// <summary><c>--extra-kernel-arg</c>, in order.</summary>
    public IReadOnlyList<string> ExtraKernelArgs { get; init; } = [];

    /// <summary><c>--meta</c>, in order, each <c>key=value</c>.</summary>
    public IReadOnlyList<string> Meta { get; init; } = [];

    /// <summary><c>--system-extension-image</c>, in order.</summary>
    public IReadOnlyList<string> SystemExtensionImages { get; init; } = [];

    /// <summary><c>--output-kind</c>.</summary>
    public string? OutputKind { get; init; }

    /// <summary><c>--embedded-config-path</c>.</summary>
    public string? EmbeddedConfigPath { get; init; }

    /// <summary><c>--overlay-name</c>.</summary>
    public string? OverlayName { get; init; }

    /// <summary><c>--overlay-image</c>.</summary>
    public string? OverlayImage { get; init; }

    /// <summary><c>--overlay-option</c>, in order: <c>key=value</c>, <c>key=@file</c> with a text file, or <c>@file</c> with a YAML document.</summary>
    public IReadOnlyList<string> OverlayOptions { get; init; } = [];

    /// <summary><c>--secureboot-include-well-known-certs</c>.</summary>
    public bool IncludeWellKnownCertificates { get; init; }

    /// <summary><c>--secureboot-signer-address</c>.</summary>
    public string? SecureBootSignerAddress { get; init; }

    /// <summary><c>--pcr-signer-address</c>.</summary>
    public string? PcrSignerAddress { get; init; }

    /// <summary><c>--secureboot-enroll-keys</c>.</summary>
    public string? SecureBootEnrollKeys { get; init; }

    /// <summary>The bootloader of a disk or an ISO, whichever is built: a choice that upstream offers in profiles only.</summary>
    public string? Bootloader { get; init; }

    /// <summary>The profile that the flags stand for.</summary>
    /// <exception cref="ProfileValidationException">A flag's text, or an overlay option's document, cannot be read.</exception>
    /// <exception cref="FileAccessException">The machine configuration or an overlay option's file cannot be read (TB6003).</exception>
    public Profile ToProfile()
    {
        // Read as upstream does, even where there is no overlay to tell them to.
        var overlayOptions = OverlayOptionsParser.Parse(OverlayOptions);
        return new Profile
        {
            BaseProfileName = BaseProfileName,
            Arch = Arch,
            Platform = Platform ?? string.Empty,
            Version = Version ?? string.Empty,
            Customization = new ProfileCustomization
            {
                ExtraKernelArgs = ExtraKernelArgs,
                MetaContents = [.. Meta.Select(MetaValueText.Parse)],
                EmbeddedMachineConfiguration = EmbeddedConfigPath is { Length: > 0 } path ? TextFile.Read(path) : string.Empty,
            },
            Input = ToInput(),
            Overlay = HasOverlay
                ? new ProfileOverlay
                {
                    Name = OverlayName ?? string.Empty,
                    Image = new ContainerAsset { ImageRef = OverlayImage ?? string.Empty },
                    Options = overlayOptions,
                }
                : null,
            Output = ToOutput(),
        };
    }

    bool HasOverlay => OverlayName is { Length: > 0 } || OverlayImage is { Length: > 0 };

    ProfileInput ToInput() => new()
    {
        BaseInstaller = BaseInstallerImage is { Length: > 0 } image ? FromReference(image) : ContainerAsset.None,
        ImageCache = ImageCache is { Length: > 0 } cache
            ? StrictImageReference.IsMatch(cache) ? FromReference(cache) : new ContainerAsset { OciPath = cache }
            : ContainerAsset.None,
        OverlayInstaller = HasOverlay ? new ContainerAsset { ImageRef = OverlayImage ?? string.Empty } : ContainerAsset.None,
        SecureBoot = IncludeWellKnownCertificates || SecureBootSignerAddress is { Length: > 0 } || PcrSignerAddress is { Length: > 0 }
            ? new ProfileSecureBoot
            {
                IncludeWellKnownCertificates = IncludeWellKnownCertificates,
                SecureBootSigner = new ProfileSigner { SignerAddress = SecureBootSignerAddress ?? string.Empty },
                PcrSigner = new ProfileSigner { SignerAddress = PcrSignerAddress ?? string.Empty },
            }
            : null,
        SystemExtensions = [.. SystemExtensionImages.Select(FromReference)],
    };

    /// <summary>Bootloader and enrollment are set for disks and ISOs alike, whichever is built.</summary>
    ProfileOutput ToOutput()
    {
        var output = new ProfileOutput
        {
            Kind = OutputKind is { Length: > 0 } kind ? EnumText.Parse(EnumText.OutputKinds, kind, "OutputKind", "output.kind") : default,
        };
        if (Bootloader is not { Length: > 0 } && SecureBootEnrollKeys is not { Length: > 0 })
        {
            return output;
        }

        var bootloader = Bootloader is { Length: > 0 } loader
            ? EnumText.Parse(EnumText.Bootloaders, loader, "BootloaderKind", "output.isoOptions.bootloader")
            : default;
        var enrollment = SecureBootEnrollKeys is { Length: > 0 } keys
            ? EnumText.Parse(EnumText.Enrollments, keys, "SDBootEnrollKeys", "output.isoOptions.sdBootEnrollKeys")
            : default;
        return output with
        {
            ImageOptions = new ProfileImageOptions { Bootloader = bootloader, SdBootEnrollKeys = enrollment },
            IsoOptions = new ProfileIsoOptions { Bootloader = bootloader, SdBootEnrollKeys = enrollment },
        };
    }

    ContainerAsset FromReference(string reference) => new() { ImageRef = reference, ForceInsecure = IsInsecure };
}
