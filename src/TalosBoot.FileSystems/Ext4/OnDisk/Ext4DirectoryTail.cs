using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>The end of a block of a directory: an entry without a name that holds the checksum.</summary>
internal static class Ext4DirectoryTail
{
    public const int Size = 12;

    /// <summary>The type of file that only the tail has.</summary>
    public const byte Type = 0xDE;

    public static bool IsThere(ReadOnlySpan<byte> block) =>
        ReadUInt32LittleEndian(block[^Size..]) == 0 && ReadUInt16LittleEndian(block[^8..]) == Size && block[^6] == 0 && block[^5] == Type;

    public static void Write(Span<byte> block, uint inodeSeed)
    {
        block[^Size..].Clear();
        WriteUInt16LittleEndian(block[^8..], Size);
        block[^5] = Type;
        Ext4Checksums.SealTail(block, inodeSeed, block.Length - Size);
    }
}
