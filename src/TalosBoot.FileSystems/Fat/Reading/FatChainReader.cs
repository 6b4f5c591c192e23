using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Fat.Reading;

/// <summary>Follows chains of clusters. Each cluster belongs to one chain, once; so loops and shared clusters are noticed.</summary>
/// <param name="volume">The volume.</param>
/// <param name="boot">Where things lie in it.</param>
/// <param name="limits">What may be held in memory.</param>
internal sealed class FatChainReader(BlobSource volume, FatBootRecord boot, FatReadLimits limits)
{
    /// <summary>Entries of 16 and 32 bits never lie across two pages, and all of 12 bits lie in the first.</summary>
    const int PageLength = 64 * 1024;

    const int ClustersBetweenChecks = 64 * 1024;

    readonly FatGeometry _geometry = boot.Geometry;
    readonly ulong[] _seen = new ulong[((boot.Geometry.ClusterCount + FatGeometry.FirstCluster) / 64) + 1];
    readonly byte[] _page = new byte[Math.Min(PageLength, boot.Geometry.FatLength)];
    long _pageStart = -1;
    int _fragments;

    /// <summary>Follows a chain.</summary>
    /// <param name="first">Its first cluster.</param>
    /// <param name="count">How many clusters to follow; null: to the end, at most <paramref name="limit"/>.</param>
    /// <param name="limit">The most clusters of a chain of which the length is not known.</param>
    /// <param name="referenceOffset">Where the first cluster's number stands, for messages.</param>
    /// <param name="cancellationToken">Stops the following.</param>
    /// <returns>Stretches of the volume, in bytes.</returns>
    public List<(long Offset, long Length)> Follow(
        uint first, long? count, long limit, long referenceOffset, CancellationToken cancellationToken)
    {
        var runs = new List<(long Offset, long Length)>();
        var cluster = first;
        for (var index = 0L; index < (count ?? long.MaxValue); index++)
        {
            if (index % ClustersBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (count is null && index > 0 && IsEnd(cluster))
            {
                break;
            }

            if (count is null && index >= limit)
            {
                throw Exceeded(referenceOffset, $"a directory has more than {limit} clusters, and that is the limit");
            }

            Enter(cluster, referenceOffset);
            Append(runs, _geometry.OffsetOf(cluster), referenceOffset);
            referenceOffset = EntryOffset(cluster);
            cluster = Next(cluster, cancellationToken);
        }

        return runs;
    }

    void Enter(uint cluster, long referenceOffset)
    {
        if (!_geometry.HasCluster(cluster))
        {
            throw Invalid(
                referenceOffset,
                IsEnd(cluster) || cluster == 0
                    ? "a chain of clusters ends before its file does"
                    : $"a chain of clusters leads to cluster {cluster}, and the volume has clusters 2 to {_geometry.ClusterCount + 1}");
        }

        var bit = 1UL << (int)(cluster % 64);
        if ((_seen[cluster / 64] & bit) != 0)
        {
            throw Invalid(referenceOffset, $"a chain of clusters leads to cluster {cluster}, which is in a chain already");
        }

        _seen[cluster / 64] |= bit;
    }

    void Append(List<(long Offset, long Length)> runs, long offset, long referenceOffset)
    {
        if (runs.Count > 0 && runs[^1].Offset + runs[^1].Length == offset)
        {
            runs[^1] = runs[^1] with { Length = runs[^1].Length + _geometry.ClusterSize };
            return;
        }

        if (++_fragments > limits.MaximumFragments)
        {
            throw Exceeded(referenceOffset, $"the files have more than {limits.MaximumFragments} fragments, and that is the limit");
        }

        runs.Add((offset, _geometry.ClusterSize));
    }

    uint Next(uint cluster, CancellationToken cancellationToken)
    {
        var offset = EntryOffset(cluster) - FatOffset;
        var start = offset / PageLength * PageLength;
        if (start != _pageStart)
        {
            _pageStart = -1;
            var length = (int)Math.Min(_page.Length, _geometry.FatLength - start);
            volume.Read(FatOffset + start, _page.AsSpan(0, length), cancellationToken);
            _pageStart = start;
        }

        var entry = _page.AsSpan((int)(offset - start));
        return _geometry.Type switch
        {
            FatType.Fat12 => (uint)(BinaryPrimitives.ReadUInt16LittleEndian(entry) >> (cluster % 2 == 0 ? 0 : 4)) & 0xFFF,
            FatType.Fat16 => BinaryPrimitives.ReadUInt16LittleEndian(entry),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(entry) & 0x0FFF_FFFF,
        };
    }

    long FatOffset => _geometry.FatOffset + (boot.ActiveFat * _geometry.FatLength);

    long EntryOffset(uint cluster) => FatOffset + ((long)cluster * (int)_geometry.Type / 8);

    /// <summary>The eight highest values end a chain.</summary>
    bool IsEnd(uint value) => value >= (uint)((1L << (_geometry.Type == FatType.Fat32 ? 28 : (int)_geometry.Type)) - 8);

    static ImageFormatException Invalid(long offset, string message) => new(
        DiagnosticIds.FatChainInvalid, FatReader.Format, offset, message + ". The volume is damaged.");

    static ImageFormatException Exceeded(long offset, string message) => new(
        DiagnosticIds.LimitExceeded, FatReader.Format, offset, message + ".");
}
