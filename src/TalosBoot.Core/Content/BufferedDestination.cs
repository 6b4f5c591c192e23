using System.Buffers;

namespace TalosBoot.Core.Content;

/// <summary>
/// Takes bytes from a writer that cannot wait, and hands them on to where writing takes time whenever the writer pauses (<see cref="DrainAsync"/>).
/// </summary>
/// <param name="write">Takes the bytes, in order.</param>
internal sealed class BufferedDestination(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write) : WriteOnlyStream
{
    readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>How many bytes were handed on.</summary>
    public long Drained { get; private set; }

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
}
