using System.Text;
using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>How the records of a directory, and the continuation areas behind them, lie in blocks.</summary>
internal sealed class DirectoryPlan
{
    readonly List<PlannedRecord> _records = [];
    long _recordsEnd;
    long _continuationEnd;

    DirectoryPlan()
    {
    }

    public IReadOnlyList<PlannedRecord> Records => _records;

    /// <summary>The bytes of the records: whole blocks.</summary>
    public int DataLength => checked((int)Alignment.Up(_recordsEnd, IsoFormat.BlockSize));

    /// <summary>The blocks of the continuation areas, which follow.</summary>
    public int ContinuationBlocks => checked((int)Alignment.DivideUp(_continuationEnd, IsoFormat.BlockSize));

    public int BlockCount => (DataLength / IsoFormat.BlockSize) + ContinuationBlocks;

    /// <summary>The first block, in the first of the volume's trees.</summary>
    public uint Block { get; set; }

    public static DirectoryPlan Create(IsoNode directory)
    {
        var plan = new DirectoryPlan();
        plan.Add(IsoFormat.Self, directory, SystemUseArea.ForDirectory(directory, directory.Parent is null), 0);
        plan.Add(IsoFormat.Parent, directory.Parent ?? directory, SystemUseArea.ForDirectory(directory.Parent ?? directory, false), 0);
        foreach (var child in directory.Children)
        {
            var identifier = Encoding.ASCII.GetBytes(child.IsDirectory ? child.Identifier : $"{child.Identifier};1");
            var available = IsoFormat.MaximumRecordLength - DirectoryRecord.SystemUseOffset(identifier.Length);
            var systemUse = SystemUseArea.ForName(child, available);
            var sections = child.Content?.Sections().Count() ?? 1;
            for (var section = 0; section < sections; section++)
            {
                plan.Add(identifier, child, systemUse, section);
            }
        }

        return plan;
    }

    void Add(byte[] identifier, IsoNode target, SystemUseArea systemUse, int section)
    {
        var length = PlannedRecord.RecordLength(identifier, systemUse);
        _recordsEnd = WithinOneBlock(_recordsEnd, length);
        _records.Add(new PlannedRecord(identifier, target, systemUse, section, checked((int)_recordsEnd)));
        _recordsEnd += length;
        if (section == 0)
        {
            systemUse.PieceOffsets = [.. systemUse.Pieces.Select((_, index) => PlaceContinuation(systemUse.LengthOfPiece(index)))];
        }
    }

    int PlaceContinuation(int length)
    {
        _continuationEnd = WithinOneBlock(_continuationEnd, length);
        _continuationEnd += length;
        return checked((int)(_continuationEnd - length));
    }

    static long WithinOneBlock(long position, int length)
    {
        var room = IsoFormat.BlockSize - (position % IsoFormat.BlockSize);
        return length > room ? position + room : position;
    }
}
