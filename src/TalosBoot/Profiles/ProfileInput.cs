using TalosBoot.Core.Content;

namespace TalosBoot.Profiles;

/// <summary>What an asset is made from. Paths are those inside the imager container image, unless a file of the host is meant.</summary>
public sealed record ProfileInput
{
    /// <summary>The kernel. Default <c>/usr/install/ARCH/vmlinuz</c>.</summary>
    public string KernelPath { get; init; } = string.Empty;

    /// <summary>The stock initramfs. Default <c>/usr/install/ARCH/initramfs.xz</c>, whatever it is compressed with.</summary>
    public string InitramfsPath { get; init; } = string.Empty;

    /// <summary>The kernel when it lies in memory, which wins over its path; null (the default) otherwise. A document does not hold it.</summary>
    public BlobSource? KernelContent { get; init; }

    /// <summary>The stock initramfs when it lies in memory, which wins over its path; null (the default) otherwise. A document does not hold it.</summary>
    public BlobSource? InitramfsContent { get; init; }

    /// <summary>The UKI stub. Default <c>/usr/install/ARCH/systemd-stub.efi</c>.</summary>
    public string SdStubPath { get; init; } = string.Empty;

    /// <summary>systemd-boot. Default <c>/usr/install/ARCH/systemd-boot.efi</c>.</summary>
    public string SdBootPath { get; init; } = string.Empty;

    /// <summary>The installer that installers are made from.</summary>
    public ContainerAsset BaseInstaller { get; init; } = ContainerAsset.None;

    /// <summary>The image cache for machines without a network.</summary>
    public ContainerAsset ImageCache { get; init; } = ContainerAsset.None;

    /// <summary>The overlay that installers carry.</summary>
    public ContainerAsset OverlayInstaller { get; init; } = ContainerAsset.None;

    /// <summary>Keys and databases for Secure Boot, or null.</summary>
    public ProfileSecureBoot? SecureBoot { get; init; }

    /// <summary>The system extensions, in order.</summary>
    public IReadOnlyList<ContainerAsset> SystemExtensions { get; init; } = [];
}
