using System.Buffers;

namespace TalosBoot.Core.Content;

/// <summary>
/// Takes bytes from a writer that cannot wait, and hands them on to where writing takes time whenever the writer pauses (<see cref="DrainAsync"/>).
/// </summary>
/// <param name="write">Takes the bytes, in order.</param>
internal sealed class BufferedDestination(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write) : Stream
{
    readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>How many bytes were handed on.</summary>
    public long Drained { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Drained + _buffer.WrittenCount;
        set => throw new NotSupportedException();
    }

    /// <summary>Hands on what was written up to now.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount > 0)
        {
            await write(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            Drained += _buffer.WrittenCount;
            _buffer.ResetWrittenCount();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _buffer.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
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
}
