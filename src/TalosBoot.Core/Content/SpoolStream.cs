using TalosBoot.Core.Content.Files;

namespace TalosBoot.Core.Content;

/// <summary>Takes bytes into memory, and moves to the spool's file when they are many, or the spool's memory is used up.</summary>
internal sealed class SpoolStream(ContentSpool spool) : WriteOnlyStream
{
    const int FirstReservation = 4096;

    // The arrays that larger content would grow through are garbage of several times its length, for which a file costs less.
    const int LargestInMemory = 1024 * 1024;

    readonly List<Extent> _stretches = [];
    MemoryStream? _memory = new();
    SpoolFile? _file;
    long _reserved;
    long _length;
    long _room;
    bool _completed;

    public override long Length => _length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Ends writing.</summary>
    public BlobSource Complete(ContentKind kind)
    {
        _completed = true;
        if (_file is { } file)
        {
            ReturnRest(file);
            return file.Read(_stretches, _length, kind);
        }

        var content = BlobSource.FromBytes(_memory!.GetBuffer().AsMemory(0, (int)_memory.Length));
        return kind == ContentKind.Compressed ? content.AsCompressed() : content;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        spool.NoteWritten(buffer.Length);
        if (_file is null && !Reserve(_length + buffer.Length))
        {
            MoveToFile();
        }

        if (_file is null)
        {
            _memory!.Write(buffer);
            _length += buffer.Length;
        }
        else
        {
            WriteToFile(buffer);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_completed)
        {
            _file?.Return(_stretches);
            _stretches.Clear();
            spool.ReturnMemory(_reserved);
            _reserved = 0;
            _completed = true;
        }

        base.Dispose(disposing);
    }

    bool Reserve(long length)
    {
        if (length > LargestInMemory)
        {
            return false;
        }

        while (_reserved < length)
        {
            var step = Math.Max(FirstReservation, Math.Max(_reserved, length - _reserved));
            if (!spool.TryReserveMemory(step))
            {
                return false;
            }

            _reserved += step;
        }

        return true;
    }

    void MoveToFile()
    {
        _file = spool.OpenFile();
        _length = 0;
        WriteToFile(_memory!.GetBuffer().AsSpan(0, (int)_memory.Length));
        _memory = null;
        spool.ReturnMemory(_reserved);
        _reserved = 0;
    }

    /// <summary>Leaves to others what the content does not need, as the file has a limit.</summary>
    void ReturnRest(SpoolFile file)
    {
        if (_room >= SpoolFile.SmallestRest)
        {
            var last = _stretches[^1];
            _stretches[^1] = last with { Length = last.Length - _room };
            file.Return([last with { Offset = last.End - _room, Length = _room }]);
            _room = 0;
        }
    }

    void WriteToFile(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_room == 0)
            {
                _stretches.Add(_file!.Take(_length));
                _room = _stretches[^1].Length;
            }

            var piece = bytes[..(int)Math.Min(bytes.Length, _room)];
            _file!.Write(piece, _stretches[^1].End - _room);
            _room -= piece.Length;
            _length += piece.Length;
            bytes = bytes[piece.Length..];
        }
    }
}
