using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Disks.Qcow2.OnDisk;

namespace TalosBoot.Disks.Qcow2;

/// <summary>
/// Lays out a qcow2 image: header, reference counts and L1 table in front, and behind them a body whose places are counted from its own start until
/// its length is known (docs/formats/disk.md).
/// </summary>
internal sealed class Qcow2Layout(long diskLength, Qcow2Options options, Qcow2Compression compression)
{
    const int RefcountSize = sizeof(ushort);

    readonly int _clusterSize = options.ClusterSize;
    readonly List<(long Index, long Offset, Qcow2Entry[] Entries)> _tables = [];
    readonly List<(long Offset, BlobSource Content)> _parts = [];

    /// <summary>How many clusters an L2 table covers.</summary>
    public int EntriesPerTable => _clusterSize / Qcow2Entry.Size;

    /// <summary>The bytes of the body so far.</summary>
    public long BodyLength { get; private set; }

    /// <summary>Adds an L2 table at the next whole cluster. Its entries are filled in later.</summary>
    public Qcow2Entry[] AddTable(long index)
    {
        AlignBody();
        var entries = new Qcow2Entry[EntriesPerTable];
        _tables.Add((index, BodyLength, entries));
        BodyLength += _clusterSize;
        return entries;
    }

    /// <summary>Adds content at the end of the body.</summary>
    /// <returns>Where it lies in the body.</returns>
    public long Add(BlobSource content)
    {
        var offset = BodyLength;
        _parts.Add((offset, content));
        BodyLength += content.Length;
        return offset;
    }

    /// <summary>Goes on to the next whole cluster.</summary>
    public void AlignBody() => BodyLength = Alignment.Up(BodyLength, _clusterSize);

    /// <summary>Makes the image.</summary>
    /// <param name="bodyRefcounts">The references to each cluster of the body; null where each has one.</param>
    public BlobSource Build(ushort[]? bodyRefcounts = null)
    {
        AlignBody();
        var l1Count = Alignment.DivideUp(Alignment.DivideUp(diskLength, _clusterSize), EntriesPerTable);
        var l1Clusters = Alignment.DivideUp(l1Count * Qcow2Entry.Size, _clusterSize);
        var (tableClusters, blockCount) = CountRefcounts(1 + l1Clusters + (BodyLength / _clusterSize));
        var l1Cluster = 1 + tableClusters + blockCount;
        var bodyCluster = l1Cluster + l1Clusters;
        var total = bodyCluster + (BodyLength / _clusterSize);
        var image = new SparseImageBuilder()
            .Place(0, WriteHeader(l1Count, l1Cluster, tableClusters), "header")
            .Place(_clusterSize, WriteRefcountTable(tableClusters, blockCount), "reference count table")
            .Place((1 + tableClusters) * _clusterSize, WriteRefcounts(blockCount, bodyCluster, total, bodyRefcounts), "reference counts");
        var body = bodyCluster * _clusterSize;
        image.Place(l1Cluster * _clusterSize, WriteL1(l1Clusters, body), "L1 table");
        foreach (var (_, offset, entries) in _tables)
        {
            image.Place(body + offset, WriteL2(entries, (ulong)body), "L2 table");
        }

        foreach (var (offset, content) in _parts)
        {
            image.Place(body + offset, content, "clusters");
        }

        return image.Build(total * _clusterSize);
    }

    /// <summary>How many clusters the reference counts of an image take that has so many others: their own clusters are counted, too.</summary>
    (long TableClusters, long Blocks) CountRefcounts(long otherClusters)
    {
        var perBlock = _clusterSize / RefcountSize;
        long blocks = 1, tableClusters = 1;
        while (true)
        {
            var total = otherClusters + blocks + tableClusters;
            var neededBlocks = Alignment.DivideUp(total, perBlock);
            var neededTables = Alignment.DivideUp(neededBlocks * Qcow2Entry.Size, _clusterSize);
            if (neededBlocks == blocks && neededTables == tableClusters)
            {
                return (tableClusters, blocks);
            }

            (blocks, tableClusters) = (neededBlocks, neededTables);
        }
    }

    byte[] WriteHeader(long l1Count, long l1Cluster, long tableClusters)
    {
        var cluster = new byte[_clusterSize];
        var header = new Qcow2Header
        {
            Version = (uint)options.Version,
            ClusterBits = (uint)options.ClusterBits,
            DiskLength = (ulong)diskLength,
            L1Count = checked((uint)l1Count),
            L1Offset = (ulong)(l1Cluster * _clusterSize),
            RefcountTableOffset = (ulong)_clusterSize,
            RefcountTableClusters = (uint)tableClusters,
            IncompatibleFeatures = compression == Qcow2Compression.Zstd ? Qcow2Header.OtherCompression : 0,
            CompatibleFeatures = options.LazyRefcounts ? Qcow2Header.LazyRefcounts : 0,
            RefcountOrder = 4,
            HeaderLength = (uint)Qcow2Header.Size,
            CompressionType = (byte)(compression == Qcow2Compression.Zstd ? 1 : 0),
        };
        header.Write(cluster);
        Qcow2FeatureNames.Write(cluster.AsSpan(options.Version == 2 ? Qcow2Header.Version2Size : Qcow2Header.Size));
        return cluster;
    }

    byte[] WriteRefcountTable(long tableClusters, long blockCount)
    {
        var table = new byte[tableClusters * _clusterSize];
        for (var index = 0; index < blockCount; index++)
        {
            BinaryPrimitives.WriteInt64BigEndian(table.AsSpan(index * Qcow2Entry.Size), (1 + tableClusters + index) * _clusterSize);
        }

        return table;
    }

    byte[] WriteRefcounts(long blockCount, long bodyCluster, long total, ushort[]? bodyRefcounts)
    {
        var blocks = new byte[blockCount * _clusterSize];
        for (var cluster = 0L; cluster < total; cluster++)
        {
            var count = cluster < bodyCluster || bodyRefcounts is null ? (ushort)1 : bodyRefcounts[cluster - bodyCluster];
            BinaryPrimitives.WriteUInt16BigEndian(blocks.AsSpan((int)(cluster * RefcountSize)), count);
        }

        return blocks;
    }

    byte[] WriteL1(long clusters, long body)
    {
        var table = new byte[clusters * _clusterSize];
        foreach (var (index, offset, _) in _tables)
        {
            BinaryPrimitives.WriteUInt64BigEndian(table.AsSpan((int)(index * Qcow2Entry.Size)), Qcow2Entry.OfCluster(body + offset).Value);
        }

        return table;
    }

    byte[] WriteL2(Qcow2Entry[] entries, ulong body)
    {
        var table = new byte[_clusterSize];
        for (var index = 0; index < entries.Length; index++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(table.AsSpan(index * Qcow2Entry.Size), entries[index].IsUnused ? 0 : entries[index].Value + body);
        }

        return table;
    }
}
