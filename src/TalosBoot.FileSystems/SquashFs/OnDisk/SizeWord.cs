namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>How a data or fragment block is stored: its stored length, and bit 24 when it is stored as it is (docs/formats/squashfs.md).</summary>
internal static class SizeWord
{
    const uint StoredBit = 0x0100_0000;

    /// <summary>A data block of zeros, which takes no room.</summary>
    public const uint Hole = 0;

    public static uint Of(int length, bool isCompressed) => isCompressed ? (uint)length : (uint)length | StoredBit;

    public static bool IsCompressed(uint word) => (word & StoredBit) == 0;

    public static uint Length(uint word) => word & ~StoredBit;
}
