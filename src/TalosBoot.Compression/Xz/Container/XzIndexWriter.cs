using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Writes what stands behind the blocks (xz file format, 4 and 2.1.2).</summary>
internal static class XzIndexWriter
{
    const int ChecksumSize = 4;

    public static void Write(ReadOnlySpan<XzRecord> records, XzCheck check, ByteSink output)
    {
        var maxSize = checked(1 + ((1 + (2 * records.Length)) * XzFormat.MaxVariableLength) + 3 + ChecksumSize + XzFormat.HeaderSize);
        var buffer = output.Reserve(maxSize);
        buffer[0] = 0;
        var position = 1 + XzFormat.WriteVariable(buffer[1..], (ulong)records.Length);
        foreach (var record in records)
        {
            position += XzFormat.WriteVariable(buffer[position..], (ulong)record.UnpaddedSize);
            position += XzFormat.WriteVariable(buffer[position..], (ulong)record.UncompressedSize);
        }

        while (position % 4 != 0)
        {
            buffer[position++] = 0;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(buffer[position..], Crc32.Compute(buffer[..position]));
        position += ChecksumSize;
        XzFormat.WriteFooter(buffer[position..], (int)check, position);
        output.Advance(position + XzFormat.HeaderSize);
    }
}
