using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Uki;

/// <summary>What goes into a unified kernel image.</summary>
public sealed record UkiOptions
{
    /// <summary>The Talos version. It decides whether there are profiles, and is written verbatim into <c>.osrel</c>.</summary>
    public required TalosVersion Version { get; init; }

    /// <summary>The architecture. Stub and kernel must be for it.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>systemd's UEFI stub: <c>systemd-stub.efi</c> of the release.</summary>
    public required BlobSource Stub { get; init; }

    /// <summary>The kernel: <c>vmlinuz</c> of the release, which is stored as it is.</summary>
    public required BlobSource Kernel { get; init; }

    /// <summary>The initramfs, extensions included.</summary>
    public required BlobSource Initramfs { get; init; }

    /// <summary>The kernel command line, without a line end.</summary>
    public required string CommandLine { get; init; }

    /// <summary>The name of the distribution in <c>.osrel</c>. Default <c>Talos</c>.</summary>
    public string DistributionName { get; init; } = "Talos";

    /// <summary>
    /// The picture that is shown while the kernel starts, a BMP file; null (the default) for a UKI without one. TalosBoot ships no picture:
    /// the
    /// official one shows a vendor's logo, and is had from an official UKI with <see cref="UkiReader.Splash"/>. The section is measured, so
    /// a
    /// UKI without it, or with another one, has another PCR 11 than the official UKI.
    /// </summary>
    public BlobSource? Splash { get; init; }

    /// <summary>
    /// Where the version in <c>.uname</c> comes from. Default <see cref="KernelVersionSource.KernelFile"/>, as the public Image Factory
    /// does.
    /// </summary>
    public KernelVersionSource KernelVersion { get; init; } = KernelVersionSource.KernelFile;

    /// <summary>Further boot entries; see <see cref="UkiProfile"/>. Left out for Talos versions before 1.10, which have none.</summary>
    public IReadOnlyList<UkiProfile> Profiles { get; init; } = [];

    /// <summary>The time stamp of the image. Default <see cref="BuildClock.Default"/>.</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;
}
