using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>What an ISO image is beside its tree. The defaults make a plain volume with Rock Ridge, which does not boot.</summary>
public sealed record IsoOptions
{
    /// <summary>The volume's name: at most 32 printable ASCII characters. Default <c>ISOIMAGE</c>.</summary>
    /// <remarks><see cref="IsoVolumeId.FromLabel"/> makes it of a Talos label.</remarks>
    public string VolumeId { get; init; } = "ISOIMAGE";

    /// <summary>The name of the set that the volume belongs to: at most 128 printable ASCII characters. Default empty.</summary>
    public string VolumeSetId { get; init; } = string.Empty;

    /// <summary>What made the volume: at most 128 printable ASCII characters. Default <c>TALOSBOOT</c>.</summary>
    public string PreparerId { get; init; } = "TALOSBOOT";

    /// <summary>
    /// The time of the volume, and of all files unless <see cref="KeepFileTimes"/> is set. GUIDs follow from it (iso.md 9.8).
    /// </summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>Whether files keep the times of the tree. Default false: all have the time of <see cref="Clock"/>.</summary>
    public bool KeepFileTimes { get; init; }

    /// <summary>Which owners and modes are kept. Default <see cref="IsoPermissions.AsGiven"/>.</summary>
    public IsoPermissions Permissions { get; init; }

    /// <summary>How the image boots under a BIOS. Default null: not at all.</summary>
    public IsoBiosBoot? BiosBoot { get; init; }

    /// <summary>
    /// The EFI system partition: a FAT volume that is appended to the ISO 9660 volume, started by UEFI firmware from a CD through the boot
    /// catalog, and from a disk through <see cref="PartitionTable"/>. With it, the first partition is a volume by itself (iso.md 9.5).
    /// Default null.
    /// </summary>
    public BlobSource? EfiSystemPartition { get; init; }

    /// <summary>
    /// The FAT image in the tree that UEFI firmware starts from a CD, for images without an appended partition (iso.md 8.4). Default null.
    /// </summary>
    public string? EfiBootImagePath { get; init; }

    /// <summary>
    /// The partition table that names <see cref="EfiSystemPartition"/>, or as a GPT the file of <see cref="EfiBootImagePath"/> (iso.md 8.3); without
    /// either, there is none. Default MBR.
    /// </summary>
    public IsoPartitionTable PartitionTable { get; init; }

    /// <summary>Paths of files and directories whose contents lie in front of all others, such as <c>boot</c>. Default none.</summary>
    public IReadOnlyList<string> LeadingPaths { get; init; } = [];
}
