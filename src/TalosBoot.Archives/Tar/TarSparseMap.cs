using System.Buffers.Text;
using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>Where the parts of a sparse member go; what lies between is a hole (GNU tar manual, "Storing Sparse Files").</summary>
/// <param name="RealSize">The length of the file with its holes.</param>
/// <param name="Parts">The parts in the order of their bytes; null when the map stands in front of the data, as in format 1.0.</param>
internal sealed record TarSparseMap(long RealSize, IReadOnlyList<TarSparsePart>? Parts)
{
    const int OldPartLength = 24;

    /// <summary>Reads the parts in a header of GNU's own format, and whether blocks with more of them follow.</summary>
    public static (List<TarSparsePart> Parts, bool GoesOn) ReadOldParts(ReadOnlySpan<byte> block, int partsOffset, int count, long offset)
    {
        var parts = new List<TarSparsePart>();
        for (var index = 0; index < count; index++)
        {
            var at = partsOffset + (index * OldPartLength);
            if (block[at] == 0)
            {
                break;
            }

            parts.Add(new TarSparsePart(
                TarNumber.Read(block.Slice(at, 12), offset + at), TarNumber.Read(block.Slice(at + 12, 12), offset + at + 12)));
        }

        return (parts, block[partsOffset + (count * OldPartLength)] != 0);
    }

    /// <summary>Reads <c>offset,length,offset,length…</c>: format 0.1.</summary>
    public static List<TarSparsePart> ParseList(ReadOnlySpan<byte> text, long offset)
    {
        var numbers = new List<long>();
        foreach (var range in text.Split((byte)','))
        {
            numbers.Add(PaxRecords.ParseNumber(text[range], "GNU.sparse.map", offset));
        }

        return Pair(numbers, offset);
    }

    public static List<TarSparsePart> Pair(List<long> numbers, long offset)
    {
        if (numbers.Count % 2 != 0)
        {
            throw Invalid(offset);
        }

        return [.. numbers.Chunk(2).Select(pair => new TarSparsePart(pair[0], pair[1]))];
    }

    /// <summary>Takes the map off the front of the data: format 1.0, decimal numbers with a line feed behind each, filled up to a block.</summary>
    public static (List<TarSparsePart> Parts, long Length) ReadFront(BlobSource data, long offset, ArchiveLimits limits)
    {
        var text = new byte[Math.Min(data.Length, limits.MaximumExtendedHeaderLength)];
        data.Read(0, text);
        var position = 0;
        var count = NextNumber(text, ref position, offset);
        if (count < 0 || count > text.Length / 4)
        {
            throw Invalid(offset);
        }

        var numbers = new List<long>();
        for (var index = 0; index < count * 2; index++)
        {
            numbers.Add(NextNumber(text, ref position, offset));
        }

        return (Pair(numbers, offset), Core.Binary.Alignment.Up<long>(position, TarHeader.Size));
    }

    /// <summary>Puts the parts at their places.</summary>
    public static BlobSource Expand(BlobSource data, IReadOnlyList<TarSparsePart> parts, long realSize, long offset)
    {
        var builder = new SparseImageBuilder();
        var dataOffset = 0L;
        var end = 0L;
        foreach (var part in parts)
        {
            if (part.Offset < end || part.Length < 0 || part.Length > realSize - part.Offset || part.Length > data.Length - dataOffset)
            {
                throw Invalid(offset);
            }

            builder.Place(part.Offset, data.Slice(dataOffset, part.Length), "sparse part");
            dataOffset += part.Length;
            end = part.Offset + part.Length;
        }

        return dataOffset == data.Length && realSize >= end ? builder.Build(realSize) : throw Invalid(offset);
    }

    public static ImageFormatException Invalid(long offset) => new(
        DiagnosticIds.ArchiveFieldInvalid, TarReader.FormatName, offset,
        "the map of a sparse file is not valid: its parts overlap, or do not have the length of the data. The archive is damaged.");

    static long NextNumber(ReadOnlySpan<byte> text, ref int position, long offset)
    {
        var rest = text[position..];
        if (!Utf8Parser.TryParse(rest, out long number, out var consumed) || consumed >= rest.Length || rest[consumed] != (byte)'\n')
        {
            throw Invalid(offset);
        }

        position += consumed + 1;
        return number;
    }
}
