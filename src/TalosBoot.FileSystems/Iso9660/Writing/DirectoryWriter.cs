using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>Writes directories once all blocks are known.</summary>
/// <param name="copy">The tree that the directories belong to.</param>
/// <param name="emptyBlock">The block that entries without content name.</param>
internal sealed class DirectoryWriter(TreeCopy copy, uint emptyBlock)
{
    /// <summary>The blocks of a directory and of its continuation areas.</summary>
    public byte[] Write(IsoNode directory)
    {
        var plan = directory.Directory!;
        var bytes = new byte[plan.BlockCount * IsoFormat.BlockSize];
        var continuationBlock = copy.OfDirectory(plan.Block) + (uint)(plan.DataLength / IsoFormat.BlockSize);
        foreach (var record in plan.Records)
        {
            WriteRecord(record, bytes.AsSpan(record.Offset, record.Length), continuationBlock);
            if (record.Section == 0)
            {
                WritePieces(record.SystemUse, bytes.AsSpan(plan.DataLength), continuationBlock);
            }
        }

        return bytes;
    }

    /// <summary>The record of a directory without Rock Ridge fields, as the volume descriptor holds that of the root.</summary>
    public DirectoryRecord Describe(IsoNode directory, int recordLength, int identifierLength) => new(
        (byte)recordLength, 0, copy.OfDirectory(directory.Directory!.Block), (uint)directory.Directory.DataLength,
        RecordDate.FromUnixSeconds(directory.ModifiedAt), DirectoryRecord.DirectoryFlag, 0, 0, 1, (byte)identifierLength);

    void WriteRecord(PlannedRecord record, Span<byte> destination, uint continuationBlock)
    {
        var target = record.Target;
        if (target.IsDirectory)
        {
            Describe(target, record.Length, record.Identifier.Length).Write(destination);
        }
        else
        {
            DescribeFile(record).Write(destination);
        }

        record.Identifier.CopyTo(destination[DirectoryRecord.Size..]);
        var writer = new SpanWriter(destination[DirectoryRecord.SystemUseOffset(record.Identifier.Length)..], target.Path);
        foreach (var field in record.SystemUse.InRecord)
        {
            writer.Bytes(field);
        }

        if (record.SystemUse.Pieces.Count > 0)
        {
            WritePointer(ref writer, record.SystemUse, 0, continuationBlock);
        }
    }

    DirectoryRecord DescribeFile(PlannedRecord record)
    {
        var target = record.Target;
        var sections = target.Content?.Sections().ToArray() ?? [0];
        var length = sections[record.Section];
        var block = target.Content is { Source.Length: > 0 } content
            ? content.Block + (uint)((long)record.Section * IsoFormat.SectionLength / IsoFormat.BlockSize)
            : emptyBlock;
        var flags = record.Section < sections.Length - 1 ? DirectoryRecord.MoreSectionsFlag : (byte)0;
        return new DirectoryRecord(
            (byte)record.Length, 0, copy.OfContent(block), length, RecordDate.FromUnixSeconds(target.ModifiedAt), flags, 0, 0, 1,
            (byte)record.Identifier.Length);
    }

    static void WritePieces(SystemUseArea systemUse, Span<byte> continuation, uint continuationBlock)
    {
        for (var index = 0; index < systemUse.Pieces.Count; index++)
        {
            var piece = continuation.Slice(systemUse.PieceOffsets[index], systemUse.LengthOfPiece(index));
            var writer = new SpanWriter(piece, "continuation area");
            writer.Bytes(systemUse.Pieces[index]);
            if (index < systemUse.Pieces.Count - 1)
            {
                WritePointer(ref writer, systemUse, index + 1, continuationBlock);
            }
        }
    }

    static void WritePointer(ref SpanWriter writer, SystemUseArea systemUse, int index, uint continuationBlock)
    {
        var (block, offset) = Math.DivRem(systemUse.PieceOffsets[index], IsoFormat.BlockSize);
        SystemUseArea.WriteContinuationField(
            ref writer, continuationBlock + (uint)block, (uint)offset, (uint)systemUse.LengthOfPiece(index));
    }
}
