using System.Collections.Concurrent;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>The codec of one image: what the superblock says of it, and a compressor for each thread.</summary>
/// <param name="id">The superblock's number for it (initramfs.md 16.2).</param>
/// <param name="options">The codec's own options as they are stored behind the superblock; empty when they are the defaults (initramfs.md 16.3).</param>
/// <param name="create">Makes a compressor; null when everything is stored.</param>
internal sealed class SquashFsCodec(ushort id, byte[] options, Func<ISquashFsCompressor>? create) : IDisposable
{
    readonly ConcurrentBag<ISquashFsCompressor> _idle = [];

    public ushort Id => id;

    public ReadOnlySpan<byte> Options => options;

    public bool StoresAll => create is null;

    /// <summary>Compresses a block if that makes it smaller.</summary>
    /// <returns>The bytes written, or 0 when the block is to be stored as it is.</returns>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (create is null)
        {
            return 0;
        }

        if (!_idle.TryTake(out var compressor))
        {
            compressor = create();
        }

        var length = compressor.Compress(source, destination);
        _idle.Add(compressor);
        return length < source.Length ? length : 0;
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var compressor))
        {
            compressor.Dispose();
        }
    }
}
