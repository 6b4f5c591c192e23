using System.Buffers;
using TalosBoot.Core.Progress;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>
/// Compresses blocks on several threads and writes them in the order in which they were produced, so that the image does not depend on the
/// threads (initramfs.md 16.14).
/// </summary>
/// <remarks>
/// Memory: each block that was produced and is not yet written holds one buffer of a block's size, and each thread one more while it
/// compresses. At most <see cref="SlotsPerThread"/> blocks for each thread are on their way, and one more is being read.
/// </remarks>
internal sealed class BlockWriter(Stream output, long start, SquashFsCodec codec, ProgressThrottle progress)
{
    /// <summary>The blocks that may be on their way, for each thread.</summary>
    public const int SlotsPerThread = 4;

    readonly Lock _lock = new();
    readonly Dictionary<long, DataBlock> _finished = [];
    readonly List<FragmentEntry> _fragments = [];
    long _nextToWrite;
    long _bytesDone;

    /// <summary>Where the next block goes: after the run, the end of the blocks.</summary>
    public long Position { get; private set; } = start;

    public IReadOnlyList<FragmentEntry> Fragments => _fragments;

    public async Task RunAsync(IReadOnlyList<FileData> contents, SquashFsOptions options, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(options.ThreadCount * SlotsPerThread);
        var producer = new BlockProducer(contents, options.BlockSize, slots);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThreadCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(producer.ProduceAsync(cancellationToken), parallel, (block, _) =>
        {
            Compress(block, options.BlockSize);
            Complete(block, slots);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
    }

    void Compress(DataBlock block, int blockSize)
    {
        if (block.Buffer is not { } input)
        {
            return;
        }

        var content = input.AsSpan(0, block.Length);
        if (!content.ContainsAnyExcept((byte)0))
        {
            ArrayPool<byte>.Shared.Return(input);
            block.Buffer = null;
            return;
        }

        block.StoredLength = block.Length;
        if (block.IsIncompressible || codec.StoresAll)
        {
            return;
        }

        var output = ArrayPool<byte>.Shared.Rent(blockSize);
        var length = codec.CompressBlock(content, output.AsSpan(0, blockSize));
        block.IsCompressed = length > 0;
        if (block.IsCompressed)
        {
            (block.Buffer, block.StoredLength) = (output, length);
        }

        ArrayPool<byte>.Shared.Return(block.IsCompressed ? input : output);
    }

    void Complete(DataBlock block, SemaphoreSlim slots)
    {
        lock (_lock)
        {
            _finished.Add(block.Number, block);
            while (_finished.Remove(_nextToWrite, out var next))
            {
                Write(next);
                _nextToWrite++;
                slots.Release();
            }
        }
    }

    void Write(DataBlock block)
    {
        var word = block.Buffer is null ? SizeWord.Hole : SizeWord.Of(block.StoredLength, block.IsCompressed);
        if (block.File is null)
        {
            _fragments.Add(new FragmentEntry((ulong)Position, word));
        }
        else
        {
            block.File.SizeWords[block.Index] = word;
            if (block.Index == 0)
            {
                block.File.Start = Position;
            }
        }

        if (block.Buffer is { } buffer)
        {
            output.Write(buffer, 0, block.StoredLength);
            Position += block.StoredLength;
            ArrayPool<byte>.Shared.Return(buffer);
            block.Buffer = null;
        }

        _bytesDone += block.Length;
        progress.Report(_bytesDone);
    }
}
