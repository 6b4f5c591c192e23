using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Reads the records of one directory.</summary>
/// <param name="image">The image.</param>
/// <param name="budget">What may be read in all.</param>
internal sealed class DirectoryReader(BlobSource image, DirectoryBudget budget)
{
    readonly RockRidgeParser _parser = new(image, budget);
    int? _skippedBytes;

    /// <summary>Whether the volume has Rock Ridge, known when the root has been read.</summary>
    public bool HasRockRidge => _skippedBytes is not null;

    /// <summary>The length of a directory that is known by its block only, as its first record says.</summary>
    public uint ReadLength(uint block)
    {
        var offset = (long)block * IsoFormat.BlockSize;
        RequireRange(offset, IsoFormat.BlockSize, offset);
        var bytes = new byte[DirectoryRecord.Size];
        image.Read(offset, bytes);
        return OnDiskStructure.Read<DirectoryRecord>(bytes, offset).DataLength;
    }

    /// <summary>Reads the records.</summary>
    /// <param name="offset">The directory's first byte.</param>
    /// <param name="length">The directory's length.</param>
    /// <param name="isRoot">Whether it is the root, whose first record says whether there is Rock Ridge.</param>
    public List<ReadRecord> Read(long offset, uint length, bool isRoot)
    {
        if (length == 0 || length % IsoFormat.BlockSize != 0)
        {
            throw Damaged(offset, $"a directory has {length} bytes, which are no whole blocks.");
        }

        RequireRange(offset, length, offset);
        budget.TakeBytes(length, offset);
        var records = new List<ReadRecord>();
        var block = new byte[IsoFormat.BlockSize];
        for (var position = 0L; position < length; position += IsoFormat.BlockSize)
        {
            image.Read(offset + position, block);
            ReadBlock(block, offset + position, isRoot, records);
        }

        if (records.Count < 2 || !records[0].IsSelf || !records[1].IsParent)
        {
            throw Damaged(offset, "a directory does not begin with the records of itself and its parent.");
        }

        return records;
    }

    void ReadBlock(ReadOnlySpan<byte> block, long offset, bool isRoot, List<ReadRecord> records)
    {
        for (var position = 0; position < block.Length && block[position] != 0; position += block[position])
        {
            int length = block[position];
            if (length < DirectoryRecord.Size + 1 || length > block.Length - position)
            {
                throw Damaged(offset + position, $"a directory record has {length} bytes.");
            }

            records.Add(ReadOne(block.Slice(position, length), offset + position, isRoot && records.Count == 0));
        }
    }

    ReadRecord ReadOne(ReadOnlySpan<byte> bytes, long offset, bool isRootItself)
    {
        var record = OnDiskStructure.Read<DirectoryRecord>(bytes, offset);
        if (record.IdentifierLength == 0 || DirectoryRecord.Size + record.IdentifierLength > bytes.Length)
        {
            throw Damaged(offset + 32, $"a record of {bytes.Length} bytes has an identifier of {record.IdentifierLength} bytes.");
        }

        if (record.UnitSize != 0 || record.GapSize != 0 || record.VolumeSequence != 1)
        {
            throw IsoFormat.Error(
                DiagnosticIds.IsoFeatureUnsupported, offset + 26,
                "a file is interleaved, or lies on another volume. Make the image anew with an ordinary tool.");
        }

        var identifier = bytes.Slice(DirectoryRecord.Size, record.IdentifierLength).ToArray();
        var start = Math.Min(DirectoryRecord.SystemUseOffset(identifier.Length), bytes.Length);
        if (isRootItself)
        {
            _skippedBytes = RockRidgeParser.FindSkippedBytes(bytes[start..]);
        }

        var fields = RockRidgeFields.None;
        if (_skippedBytes is { } skipped)
        {
            start = isRootItself ? start : Math.Min(start + skipped, bytes.Length);
            fields = _parser.Parse(bytes[start..], offset + start);
        }

        return new ReadRecord(offset, record, identifier, fields);
    }

    void RequireRange(long offset, long length, long place)
    {
        if (length > image.Length - offset)
        {
            throw Damaged(place, $"a directory of {length} bytes lies behind the end of the image at byte {image.Length}.");
        }
    }

    static ImageFormatException Damaged(long offset, string message) =>
        IsoFormat.Error(DiagnosticIds.IsoDirectoryDamaged, offset, $"{message} The volume is damaged.");
}
