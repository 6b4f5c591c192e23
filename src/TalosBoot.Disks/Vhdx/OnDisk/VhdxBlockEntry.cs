namespace TalosBoot.Disks.Vhdx.OnDisk;

/// <summary>An entry of the block allocation table ([MS-VHDX] 2.5.1).</summary>
internal readonly record struct VhdxBlockEntry(ulong Value)
{
    const int StateMask = 7;
    const int Zero = 2;
    const int FullyPresent = 6;
    const int PartiallyPresent = 7;
    const int OffsetShift = 20;

    /// <summary>The entry of a block that is all zeros.</summary>
    public static VhdxBlockEntry OfZeros { get; } = new(Zero);

    public bool IsPresent => (int)(Value & StateMask) == FullyPresent;

    /// <summary>Whether some of the block's sectors are in another image.</summary>
    public bool IsPartial => (int)(Value & StateMask) == PartiallyPresent;

    /// <summary>Where the block lies: a whole mebibyte.</summary>
    public ulong Offset => Value >> OffsetShift << OffsetShift;

    /// <summary>The entry of a block that lies at a whole mebibyte.</summary>
    public static VhdxBlockEntry At(long offset) => new((ulong)offset | FullyPresent);
}
