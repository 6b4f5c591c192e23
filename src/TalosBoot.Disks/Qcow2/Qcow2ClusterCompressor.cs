using TalosBoot.Compression.Content;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Zstd;

namespace TalosBoot.Disks.Qcow2;

/// <summary>Compresses clusters, for one thread.</summary>
internal sealed class Qcow2ClusterCompressor(Qcow2Compression compression, int clusterSize) : IDisposable
{
    const int ZstdLevel = 3;

    readonly DeflateEncoder? _deflate = compression == Qcow2Compression.Zlib ? new DeflateEncoder(GzipLevel.Default) : null;
    readonly ZstdBlockCompressor? _zstd = compression == Qcow2Compression.Zstd ? new ZstdBlockCompressor(ZstdLevel, clusterSize) : null;
    readonly ByteSink _attempt = new(0);

    /// <summary>Appends a cluster that shrinks.</summary>
    /// <returns>The length, or what <see cref="Qcow2ClusterResult"/> says of others.</returns>
    public int Compress(ReadOnlySpan<byte> cluster, ByteSink output)
    {
        if (!cluster.ContainsAnyExcept((byte)0))
        {
            return Qcow2ClusterResult.Zero;
        }

        _attempt.Clear();
        if (_deflate is not null)
        {
            _deflate.Encode(cluster, 0, isLast: true, _attempt);
        }
        else
        {
            var length = _zstd!.Compress(cluster, _attempt.Reserve(clusterSize)[..clusterSize]);
            _attempt.Advance(length < 0 ? clusterSize : length);
        }

        if (_attempt.Written.Length >= clusterSize)
        {
            return Qcow2ClusterResult.Stored;
        }

        output.Write(_attempt.Written);
        return _attempt.Written.Length;
    }

    public void Dispose() => _zstd?.Dispose();
}
