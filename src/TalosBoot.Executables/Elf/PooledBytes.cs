using System.Buffers;
using TalosBoot.Core.Content;

namespace TalosBoot.Executables.Elf;

/// <summary>A part of a source in a rented buffer, until it is disposed.</summary>
internal readonly struct PooledBytes : IDisposable
{
    readonly byte[] _buffer;
    readonly int _length;

    PooledBytes(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <summary>Reads a part that is known to be within the source.</summary>
    public static PooledBytes Read(BlobSource source, long offset, int length, CancellationToken cancellationToken)
    {
        var result = new PooledBytes(ArrayPool<byte>.Shared.Rent(length), length);
        try
        {
            source.Read(offset, result._buffer.AsSpan(0, length), cancellationToken);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
