namespace TalosBoot.Disks.Qcow2.OnDisk;

/// <summary>An entry of an L1 or L2 table (QEMU docs/interop/qcow2.txt, "Cluster mapping").</summary>
internal readonly record struct Qcow2Entry(ulong Value)
{
    /// <summary>The bytes of an entry.</summary>
    public const int Size = sizeof(ulong);

    const ulong Copied = 1UL << 63;
    const ulong Compressed = 1UL << 62;
    const ulong OffsetMask = 0x00FF_FFFF_FFFF_FE00;

    public bool IsUnused => Value == 0;

    public bool IsCompressed => (Value & Compressed) != 0;

    /// <summary>An L2 entry of version 3: the cluster is all zeros, whatever the offset says.</summary>
    public bool IsZero => (Value & 1) != 0;

    public long Offset => (long)(Value & OffsetMask);

    /// <summary>An entry of a cluster with one reference.</summary>
    public static Qcow2Entry OfCluster(long offset) => new(Copied | (ulong)offset);

    /// <summary>An entry of a compressed cluster.</summary>
    /// <param name="offset">The first byte, anywhere.</param>
    /// <param name="length">The bytes.</param>
    /// <param name="clusterBits">The logarithm of the cluster size.</param>
    public static Qcow2Entry OfCompressed(long offset, int length, int clusterBits)
    {
        var sectors = ((offset + length - 1) >> 9) - (offset >> 9);
        return new Qcow2Entry(Compressed | ((ulong)sectors << SizeShift(clusterBits)) | (ulong)offset);
    }

    /// <summary>Where a compressed cluster starts, and how many bytes it may take: to the end of its last sector.</summary>
    public (long Offset, int Length) CompressedRange(int clusterBits)
    {
        var shift = SizeShift(clusterBits);
        var offset = (long)(Value & ((1UL << shift) - 1));
        var sectors = (int)((Value & ~(Copied | Compressed)) >> shift) + 1;
        return (offset, (sectors * 512) - (int)(offset & 511));
    }

    static int SizeShift(int clusterBits) => 62 - (clusterBits - 8);
}
