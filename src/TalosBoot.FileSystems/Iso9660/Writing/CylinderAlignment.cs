using TalosBoot.Core.Binary;
using TalosBoot.Disks.PartitionTables;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>The cylinders that an appended partition is aligned to, and the geometry that the MBR tells (docs/formats/iso.md).</summary>
/// <param name="Geometry">Heads and sectors.</param>
/// <param name="Blocks">The blocks of a cylinder.</param>
internal readonly record struct CylinderAlignment(DiskGeometry Geometry, int Blocks)
{
    const int MaximumHeads = 255;

    /// <summary>1 MiB.</summary>
    public static CylinderAlignment Default { get; } = Of(new DiskGeometry(64, 32));

    /// <summary>
    /// The alignment of an image with an MBR as xorriso has it: cylinders of 1 MiB, larger ones where the volume would have more than 1024.
    /// A volume for which no cylinder is large enough stays at 1 MiB.
    /// </summary>
    public static CylinderAlignment ForMbr(long contentBlocks)
    {
        var sectors = contentBlocks * IsoFormat.SectorsPerBlock;
        var heads = HeadsFor(sectors, 32);
        if (heads <= MaximumHeads)
        {
            return Of(new DiskGeometry((int)Math.Max(heads, Default.Geometry.Heads), 32));
        }

        // Tracks of 63 sectors make whole blocks only in fours.
        heads = Alignment.Up(HeadsFor(sectors, 63), IsoFormat.SectorsPerBlock);
        return heads <= MaximumHeads
            ? Of(new DiskGeometry((int)heads, 63))
            : Default with { Geometry = new DiskGeometry(MaximumHeads, 63) };
    }

    static long HeadsFor(long sectors, int sectorsPerTrack) =>
        Alignment.DivideUp(sectors, (long)sectorsPerTrack * DiskGeometry.MaximumCylinders);

    static CylinderAlignment Of(DiskGeometry geometry) => new(geometry, geometry.SectorsPerCylinder / IsoFormat.SectorsPerBlock);
}
