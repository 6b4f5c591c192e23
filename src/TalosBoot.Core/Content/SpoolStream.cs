namespace TalosBoot.Core.Content;

/// <summary>Takes bytes into memory, and moves to a file when they are many, or the spool's memory is used up.</summary>
internal sealed class SpoolStream(ContentSpool spool) : Stream
{
    const int FirstReservation = 4096;

    // The arrays that larger content would grow through are garbage of several times its length, for which a file costs less.
    const int LargestInMemory = 1024 * 1024;

    MemoryStream? _memory = new();
    long _reserved;
    FileStream? _file;
    bool _completed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _file?.Length ?? _memory!.Length;

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
            file.Flush();
            spool.Own(file);
            return new FileBlobSource(file.SafeFileHandle, file.Name, file.Length, kind);
        }

        var bytes = _memory!.GetBuffer().AsMemory(0, (int)_memory.Length);
        var content = BlobSource.FromBytes(bytes);
        return kind == ContentKind.Compressed ? content.AsCompressed() : content;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (_file is null && !Reserve(_memory!.Length + buffer.Length))
            {
                MoveToFile();
            }

            ((Stream?)_file ?? _memory!).Write(buffer);
        }
        catch (IOException exception) when (_file is not null)
        {
            throw FileFailure.OfOutput(_file.Name, exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_completed)
        {
            _file?.Dispose();
            spool.ReturnMemory(_reserved);
            _reserved = 0;
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
        _file = spool.CreateFile();
        _memory!.Position = 0;
        _memory.CopyTo(_file);
        _memory = null;
        spool.ReturnMemory(_reserved);
        _reserved = 0;
    }
}
