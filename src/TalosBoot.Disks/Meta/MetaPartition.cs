using System.Buffers.Binary;
using System.Security.Cryptography;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Meta;

/// <summary>Writes and reads the content of the META partition (docs/formats/disk.md).</summary>
public static class MetaPartition
{
    /// <summary>The length in bytes. Talos takes a partition of any other for none of its own.</summary>
    public const int Length = MetaFormat.PartitionLength;

    /// <summary>The bytes that all values may take, 8 more for each of them included.</summary>
    public const int Capacity = MetaFormat.ChecksumOffset - MetaFormat.RecordsOffset;

    /// <summary>Makes the content of the partition. The values are written in the order of their tags; of two with one tag the later one counts.</summary>
    /// <param name="records">The values. Where there are none, the partition is all zeros, as upstream leaves it.</param>
    /// <exception cref="ArgumentException">A tag is 0, which ends the list.</exception>
    /// <exception cref="LayoutException">The values take more than <see cref="Capacity"/> (TB5002).</exception>
    public static BlobSource Build(IEnumerable<MetaRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var sorted = new SortedDictionary<uint, ReadOnlyMemory<byte>>();
        foreach (var record in records)
        {
            if (record.Tag == 0)
            {
                throw new ArgumentException("The tag 0 ends the list of META values, and cannot be one of them.", nameof(records));
            }

            sorted[record.Tag] = record.Value;
        }

        if (sorted.Count == 0)
        {
            return BlobSource.Zeros(Length);
        }

        var area = BlobSource.FromBytes(WriteArea(sorted));
        return new SparseImageBuilder().Place(0, area, "META area").Place(MetaFormat.CopyOffset, area, "second META area").Build(Length);
    }

    /// <summary>Reads the values of a partition: those of the first sound copy.</summary>
    /// <param name="partition">The partition.</param>
    /// <returns>The values in the order of the disk; none where the partition is all zeros where values would be.</returns>
    /// <exception cref="ImageFormatException">The partition has another length, or both copies are damaged (TB4603).</exception>
    public static IReadOnlyList<MetaRecord> Read(BlobSource partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        if (partition.Length != Length)
        {
            throw Damaged(0, $"a META partition has {Length} bytes, and this one {partition.Length}. Talos would not take it for its own.");
        }

        var area = new byte[MetaFormat.AreaLength];
        var isEmpty = true;
        foreach (var offset in new[] { 0, MetaFormat.CopyOffset })
        {
            partition.Read(offset, area);
            if (TryReadArea(area) is { } records)
            {
                return records;
            }

            isEmpty &= !area.AsSpan().ContainsAnyExcept((byte)0);
        }

        return isEmpty ? [] : throw Damaged(0, "both copies of the values are damaged: no mark at start and end, or a wrong checksum.");
    }

    static byte[] WriteArea(SortedDictionary<uint, ReadOnlyMemory<byte>> records)
    {
        var needed = records.Sum(record => (long)MetaFormat.RecordHeaderLength + record.Value.Length);
        if (needed > Capacity)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, "partition META", needed, Capacity, "the META values are too long. Shorten them, or leave some out.");
        }

        var area = new byte[MetaFormat.AreaLength];
        BinaryPrimitives.WriteUInt32BigEndian(area, MetaFormat.FirstMagic);
        BinaryPrimitives.WriteUInt32BigEndian(area.AsSpan(MetaFormat.AreaLength - sizeof(uint)), MetaFormat.LastMagic);
        var position = MetaFormat.RecordsOffset;
        foreach (var (tag, value) in records)
        {
            BinaryPrimitives.WriteUInt32BigEndian(area.AsSpan(position), tag);
            BinaryPrimitives.WriteInt32BigEndian(area.AsSpan(position + sizeof(uint)), value.Length);
            value.Span.CopyTo(area.AsSpan(position + MetaFormat.RecordHeaderLength));
            position += MetaFormat.RecordHeaderLength + value.Length;
        }

        // The checksum counts its own bytes as zeros.
        SHA256.HashData(area).CopyTo(area, MetaFormat.ChecksumOffset);
        return area;
    }

    /// <summary>The values of an area; null where it is none, or damaged.</summary>
    static List<MetaRecord>? TryReadArea(byte[] area)
    {
        if (BinaryPrimitives.ReadUInt32BigEndian(area) != MetaFormat.FirstMagic
            || BinaryPrimitives.ReadUInt32BigEndian(area.AsSpan(MetaFormat.AreaLength - sizeof(uint))) != MetaFormat.LastMagic)
        {
            return null;
        }

        var copy = area.ToArray();
        copy.AsSpan(MetaFormat.ChecksumOffset, MetaFormat.ChecksumLength).Clear();
        if (!SHA256.HashData(copy).AsSpan().SequenceEqual(area.AsSpan(MetaFormat.ChecksumOffset, MetaFormat.ChecksumLength)))
        {
            return null;
        }

        var records = new List<MetaRecord>();
        for (var position = MetaFormat.RecordsOffset; position + MetaFormat.RecordHeaderLength <= MetaFormat.ChecksumOffset;)
        {
            var tag = BinaryPrimitives.ReadUInt32BigEndian(area.AsSpan(position));
            var length = BinaryPrimitives.ReadUInt32BigEndian(area.AsSpan(position + sizeof(uint)));
            if (tag == 0)
            {
                break;
            }

            position += MetaFormat.RecordHeaderLength;
            if (length > MetaFormat.ChecksumOffset - position)
            {
                throw Damaged(position, $"a value of {length} bytes reaches beyond its area.");
            }

            records.Add(new MetaRecord(tag, area.AsMemory(position, (int)length).ToArray()));
            position += (int)length;
        }

        return records;
    }

    static ImageFormatException Damaged(long offset, string message) => new(DiagnosticIds.MetaDamaged, "META", offset, message);
}
