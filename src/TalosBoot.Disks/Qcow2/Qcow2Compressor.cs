using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Qcow2.OnDisk;

namespace TalosBoot.Disks.Qcow2;

/// <summary>Compresses the clusters of a disk in parallel, and lays them out one behind the other.</summary>
internal sealed class Qcow2Compressor(BlobSource disk, Qcow2Options options, Qcow2Compression compression, IProgress<long>? progress)
    : OrderedWork<BlockRun, Qcow2ClusterResult, Qcow2ClusterCompressor>
{
    const int JobSize = 1024 * 1024;

    readonly int _clusterSize = options.ClusterSize;
    readonly int _clustersPerJob = Math.Max(1, JobSize / options.ClusterSize);
    readonly Qcow2Layout _layout = new(disk.Length, options, compression);
    readonly Dictionary<long, Qcow2Entry[]> _tables = [];

    // Compressed bytes since the last cluster that lies in the image as it is; the entries that point into them follow when they are spooled.
    readonly List<(long Cluster, long Offset, int Length)> _compressed = [];
    readonly List<(long Offset, long From, long Length)> _stretches = [];
    long _position;
    long _written;
    Stream _output = Stream.Null;

    protected override long WorkerMemory => 4 * (1024 * 1024 + (long)_clusterSize);

    protected override long SlotMemory => 2L * _clustersPerJob * _clusterSize;

    public async Task<BlobSource> BuildAsync(ContentSpool spool, WorkBudget budget, CancellationToken cancellationToken)
    {
        var runs = BlockRuns.Of(disk, _clusterSize).Cut(_clustersPerJob).ToList();
        foreach (var index in runs.SelectMany(TablesOf).Distinct())
        {
            _tables[index] = _layout.AddTable(index);
        }

        _position = _layout.BodyLength;
        var written = await spool.WriteAsync(
            ContentKind.Compressed,
            async (output, token) =>
            {
                _output = output;
                await RunAsync(runs, budget, maxThreads: 0, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        progress?.Report(disk.Length);
        return Complete(written);
    }

    protected override Qcow2ClusterResult CreateSlot() => new(_clusterSize, _clustersPerJob);

    protected override Qcow2ClusterCompressor CreateWorker() => new(compression, _clusterSize);

    protected override void Work(Qcow2ClusterCompressor worker, BlockRun job, Qcow2ClusterResult slot, CancellationToken cancellationToken)
    {
        var offset = job.First * _clusterSize;
        var length = (int)Math.Min(job.Count * _clusterSize, disk.Length - offset);
        var bytes = slot.Input.AsSpan(0, (int)job.Count * _clusterSize);
        bytes[length..].Clear();
        disk.Read(offset, bytes[..length], cancellationToken);
        slot.Output.Clear();
        for (var index = 0; index < job.Count; index++)
        {
            slot.Lengths[index] = worker.Compress(bytes.Slice(index * _clusterSize, _clusterSize), slot.Output);
        }
    }

    protected override void Emit(BlockRun job, Qcow2ClusterResult slot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var output = slot.Output.Written;
        for (var index = 0; index < job.Count; index++)
        {
            var cluster = job.First + index;
            var length = slot.Lengths[index];
            if (length == Qcow2ClusterResult.Stored)
            {
                _position = Core.Binary.Alignment.Up(_position, _clusterSize);
                _compressed.Add((cluster, _position, length));
                _position += _clusterSize;
            }
            else if (length > 0)
            {
                _output.Write(output[..length]);
                output = output[length..];
                AddStretch(length);
                _compressed.Add((cluster, _position, length));
                _position += length;
            }
        }

        progress?.Report(Math.Min(job.End * _clusterSize, disk.Length));
    }

    void AddStretch(int length)
    {
        if (_stretches.Count > 0 && _stretches[^1].Offset + _stretches[^1].Length == _position)
        {
            _stretches[^1] = _stretches[^1] with { Length = _stretches[^1].Length + length };
        }
        else
        {
            _stretches.Add((_position, _written, length));
        }

        _written += length;
    }

    BlobSource Complete(BlobSource written)
    {
        var bodyStart = _layout.BodyLength;
        var parts = new SparseImageBuilder();
        foreach (var (offset, from, length) in _stretches)
        {
            parts.Place(offset - bodyStart, written.Slice(from, length), "compressed clusters");
        }

        foreach (var (cluster, offset, length) in _compressed)
        {
            var table = _tables[cluster / _layout.EntriesPerTable];
            table[cluster % _layout.EntriesPerTable] = length == Qcow2ClusterResult.Stored
                ? Qcow2Entry.OfCluster(offset)
                : Qcow2Entry.OfCompressed(offset, length, options.ClusterBits);
            if (length == Qcow2ClusterResult.Stored)
            {
                parts.Place(offset - bodyStart, BlockRuns.Slice(disk, new BlockRun(cluster, 1), _clusterSize), "cluster");
            }
        }

        _layout.Add(parts.Build(_position - bodyStart));
        return _layout.Build(CountReferences());
    }

    /// <summary>A cluster of the image that several compressed clusters share has as many references.</summary>
    ushort[] CountReferences()
    {
        var counts = new ushort[Core.Binary.Alignment.DivideUp(_position, _clusterSize)];
        counts.AsSpan(0, _tables.Count).Fill(1);
        foreach (var (_, offset, length) in _compressed)
        {
            var last = length == Qcow2ClusterResult.Stored
                ? offset
                : offset + Qcow2Entry.OfCompressed(offset, length, options.ClusterBits).CompressedRange(options.ClusterBits).Length - 1;
            for (var cluster = offset / _clusterSize; cluster <= Math.Min(last / _clusterSize, counts.Length - 1); cluster++)
            {
                counts[cluster] = checked((ushort)(counts[cluster] + 1));
            }
        }

        return counts;
    }

    IEnumerable<long> TablesOf(BlockRun run) => Enumerable
        .Range(0, (int)(((run.End - 1) / _layout.EntriesPerTable) - (run.First / _layout.EntriesPerTable) + 1))
        .Select(index => (run.First / _layout.EntriesPerTable) + index);
}
