using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>A stretch of a file.</summary>
/// <param name="Logical">The first block in the file.</param>
/// <param name="Length">How many blocks; above <see cref="MaximumCount"/>, so many more that are reserved only.</param>
/// <param name="Block">The first block in the volume.</param>
internal readonly record struct Ext4Extent(uint Logical, ushort Length, ulong Block) : IOnDiskStructure<Ext4Extent>
{
    public const int MaximumCount = 32_768;

    public static int Size => 12;

    public bool IsUnwritten => Length > MaximumCount;

    public int Count => IsUnwritten ? Length - MaximumCount : Length;

    public static Ext4Extent Read(ReadOnlySpan<byte> source) => new(
        ReadUInt32LittleEndian(source),
        ReadUInt16LittleEndian(source[4..]),
        ReadUInt32LittleEndian(source[8..]) | ((ulong)ReadUInt16LittleEndian(source[6..]) << 32));

    public void Write(Span<byte> destination)
    {
        WriteUInt32LittleEndian(destination, Logical);
        WriteUInt16LittleEndian(destination[4..], Length);
        WriteUInt16LittleEndian(destination[6..], (ushort)(Block >> 32));
        WriteUInt32LittleEndian(destination[8..], (uint)Block);
    }
}
