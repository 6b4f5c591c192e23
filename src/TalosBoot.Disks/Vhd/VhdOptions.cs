using TalosBoot.Core.Determinism;

namespace TalosBoot.Disks.Vhd;

/// <summary>How a VHD is to be made.</summary>
public sealed record VhdOptions
{
    /// <summary>How the blocks lie. Default <see cref="VhdKind.Fixed"/>.</summary>
    public VhdKind Kind { get; init; } = VhdKind.Fixed;

    /// <summary>
    /// Whether the disk keeps its size to the byte (the default). Otherwise it grows to what cylinders, heads and sectors can name, as tools of the
    /// time of Virtual PC expect; the bytes that are added are zeros.
    /// </summary>
    public bool ForceSize { get; init; } = true;

    /// <summary>
    /// Whether a disk is refused that is no whole number of mebibytes, which Azure does not take (docs/formats/disk.md). Without <see cref="ForceSize"/> the
    /// length that it grows to counts. Default false.
    /// </summary>
    public bool RequireWholeMebibytes { get; init; }

    /// <summary>The identifier of the disk. Two disks of one machine should differ. Default: one that follows from the size.</summary>
    public Guid? Id { get; init; }

    /// <summary>The time of creation in the footer. Default: that of every asset.</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;
}
