using System.Buffers;

namespace TalosBoot.Oci;

/// <summary>Reads streams of blobs piece by piece.</summary>
internal static class BlobPieces
{
    // Small enough that what was read is still in the processor's cache when it is hashed and written.
    const int BufferLength = 256 * 1024;

    /// <summary>Reads to the end. A piece is read while the piece before it is used.</summary>
    /// <param name="source">The stream, which is read asynchronously.</param>
    /// <param name="size">How many bytes are expected, so that little needs little memory.</param>
    /// <param name="use">Takes a piece, which is gone when this returns.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task ReadAsync(Stream source, long size, Action<ReadOnlyMemory<byte>> use, CancellationToken cancellationToken)
    {
        var length = (int)Math.Clamp(size, 1, BufferLength);
        byte[][] buffers = [ArrayPool<byte>.Shared.Rent(length), ArrayPool<byte>.Shared.Rent(length)];
        try
        {
            await ReadAsync(source, buffers, use, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Array.ForEach(buffers, buffer => ArrayPool<byte>.Shared.Return(buffer));
        }
    }

    static async Task ReadAsync(Stream source, byte[][] buffers, Action<ReadOnlyMemory<byte>> use, CancellationToken cancellationToken)
    {
        var current = 0;
        var reading = source.ReadAsync(buffers[current], cancellationToken).AsTask();
        try
        {
            while (await reading.ConfigureAwait(false) is var count and > 0)
            {
                var piece = buffers[current].AsMemory(0, count);
                current ^= 1;
                reading = source.ReadAsync(buffers[current], cancellationToken).AsTask();
                use(piece);
            }
        }
        finally
        {
            // A read that a failure has overtaken still uses its buffer; that failure is the one to report.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
