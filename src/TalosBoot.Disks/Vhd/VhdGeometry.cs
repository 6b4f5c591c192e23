namespace TalosBoot.Disks.Vhd;

/// <summary>Cylinders, heads and sectors of a VHD (Virtual Hard Disk Image Format Specification, "CHS Calculation").</summary>
internal readonly record struct VhdGeometry(int Cylinders, int Heads, int SectorsPerTrack)
{
    const long MaximumSectors = 65_535L * 16 * 255;

    /// <summary>The largest geometry. It says that the size counts, and not the geometry.</summary>
    public static VhdGeometry Largest { get; } = new(65_535, 16, 255);

    public long Sectors => (long)Cylinders * Heads * SectorsPerTrack;

    /// <summary>The smallest geometry with at least as many sectors; the largest one where there is none.</summary>
    public static VhdGeometry AtLeast(long sectors)
    {
        for (var tried = sectors; tried <= MaximumSectors; tried++)
        {
            var geometry = Of(tried);
            if (geometry.Sectors >= sectors)
            {
                return geometry;
            }
        }

        return Largest;
    }

    static VhdGeometry Of(long sectors)
    {
        if (sectors > 65_535L * 16 * 63)
        {
            return new VhdGeometry((int)(sectors / 255 / 16), 16, 255);
        }

        var (heads, perTrack) = (0, 17);
        var cylinderHeads = sectors / perTrack;
        heads = (int)Math.Max(4, (cylinderHeads + 1023) / 1024);
        if (cylinderHeads >= heads * 1024L || heads > 16)
        {
            (heads, perTrack) = (16, 31);
            cylinderHeads = sectors / perTrack;
        }

        if (cylinderHeads >= heads * 1024L)
        {
            (heads, perTrack) = (16, 63);
            cylinderHeads = sectors / perTrack;
        }

        return new VhdGeometry((int)(cylinderHeads / heads), heads, perTrack);
    }
}
