using System.Collections.Concurrent;

namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>The codec of one image: what the superblock says of it, and a compressor for each thread.</summary>
/// <param name="id">The superblock's number for it (docs/formats/squashfs.md).</param>
/// <param name="options">The codec's own options as they are stored behind the superblock; empty when they are the defaults (docs/formats/squashfs.md).</param>
/// <param name="create">Makes a compressor for blocks of up to a size in bytes; null when everything is stored.</param>
internal sealed class SquashFsCodec(ushort id, byte[] options, Func<int, ISquashFsCompressor>? create) : IDisposable
{
    readonly ConcurrentBag<ISquashFsCompressor> _forBlocks = [];
    readonly ConcurrentBag<ISquashFsCompressor> _forMetadata = [];

    public ushort Id => id;

    public ReadOnlySpan<byte> Options => options;

    public bool StoresAll => create is null;

    /// <summary>Compresses a data or fragment block if that makes it smaller.</summary>
    /// <param name="source">The block.</param>
    /// <param name="destination">As long as the image's blocks are.</param>
    /// <returns>The bytes written, or 0 when the block is to be stored as it is.</returns>
    public int CompressBlock(ReadOnlySpan<byte> source, Span<byte> destination) => Compress(_forBlocks, source, destination);

    /// <summary>Compresses a metadata block if that makes it smaller.</summary>
    /// <inheritdoc cref="CompressBlock"/>
    public int CompressMetadata(ReadOnlySpan<byte> source, Span<byte> destination) => Compress(_forMetadata, source, destination);

    public void Dispose()
    {
        foreach (var compressor in _forBlocks.Concat(_forMetadata))
        {
            compressor.Dispose();
        }
    }

    int Compress(ConcurrentBag<ISquashFsCompressor> idle, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (create is null)
        {
            return 0;
        }

        if (!idle.TryTake(out var compressor))
        {
            compressor = create(destination.Length);
        }

        var length = compressor.Compress(source, destination);
        idle.Add(compressor);
        return length < source.Length ? length : 0;
    }
}
