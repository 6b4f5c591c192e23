using System.Buffers.Binary;
using TalosBoot.Archives.Tar.OnDisk;

namespace TalosBoot.Archives.Tar;

/// <summary>The map of a sparse file in the old GNU format: four stretches in the header, and 21 in each block behind it.</summary>
internal static class GnuSparseMap
{
    const int NumberLength = 12;
    const int EntryLength = 2 * NumberLength;
    const int HeaderOffset = 386;
    const int HeaderCount = 4;
    const int ExtensionCount = 21;
    const int BlockSize = 512;

    /// <summary>Writes the first stretches, and the length of the file with its holes.</summary>
    public static void WriteHeader(Span<byte> header, IReadOnlyList<(long Offset, long Length)> stretches, long realLength)
    {
        WriteEntries(header[HeaderOffset..], stretches, 0, HeaderCount);
        header[HeaderOffset + (HeaderCount * EntryLength)] = (byte)(stretches.Count > HeaderCount ? 1 : 0);
        WriteNumber(header.Slice(HeaderOffset + (HeaderCount * EntryLength) + 1, NumberLength), realLength);
    }

    /// <summary>The blocks with the stretches that have no place in the header.</summary>
    public static IEnumerable<byte[]> Extensions(IReadOnlyList<(long Offset, long Length)> stretches)
    {
        for (var first = HeaderCount; first < stretches.Count; first += ExtensionCount)
        {
            var block = new byte[BlockSize];
            WriteEntries(block, stretches, first, ExtensionCount);
            block[ExtensionCount * EntryLength] = (byte)(stretches.Count > first + ExtensionCount ? 1 : 0);
            yield return block;
        }
    }

    /// <summary>Writes a number as octal digits, or, where those do not suffice, as a big-endian number with the top bit set.</summary>
    public static void WriteNumber(Span<byte> field, long value)
    {
        if (TarNumber.FitsOctal(value, field.Length))
        {
            TarNumber.WriteOctal(field, value);
            return;
        }

        field.Clear();
        field[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(field[^sizeof(long)..], value);
    }

    static void WriteEntries(Span<byte> target, IReadOnlyList<(long Offset, long Length)> stretches, int first, int count)
    {
        for (var index = first; index < Math.Min(first + count, stretches.Count); index++)
        {
            var entry = target.Slice((index - first) * EntryLength, EntryLength);
            WriteNumber(entry[..NumberLength], stretches[index].Offset);
            WriteNumber(entry[NumberLength..], stretches[index].Length);
        }
    }
}
