using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>The container's numbers (xz file format 1.2.1).</summary>
internal static class XzFormat
{
    public const int HeaderSize = 12;
    public const int MaxVariableLength = 9;

    public static ReadOnlySpan<byte> Magic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    public static ReadOnlySpan<byte> FooterMagic => "YZ"u8;

    /// <summary>How many bytes the check of a number takes (2.1.1.2).</summary>
    public static int CheckSize(int check) => check == 0 ? 0 : 4 << ((check - 1) / 3);

    /// <summary>Writes a number of variable length (1.2).</summary>
    public static int WriteVariable(Span<byte> destination, ulong value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            destination[count++] = (byte)(value | 0x80);
        }

        destination[count++] = (byte)value;
        return count;
    }

    /// <summary>Writes the header of a stream (2.1.1).</summary>
    public static void WriteHeader(Span<byte> destination, int check)
    {
        Magic.CopyTo(destination);
        destination[6] = 0;
        destination[7] = (byte)check;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Crc32.Compute(destination.Slice(6, 2)));
    }

    /// <summary>Writes the footer of a stream (2.1.2).</summary>
    public static void WriteFooter(Span<byte> destination, int check, long indexSize)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], checked((uint)((indexSize / 4) - 1)));
        destination[8] = 0;
        destination[9] = (byte)check;
        FooterMagic.CopyTo(destination[10..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Crc32.Compute(destination.Slice(4, 6)));
    }
}
