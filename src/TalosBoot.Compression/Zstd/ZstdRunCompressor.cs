using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Makes blocks of runs of data, for one thread. Small runs get small tables, which are cheap to clear.</summary>
internal sealed class ZstdRunCompressor(int level, int windowLog) : IDisposable
{
    const int SmallWindowLog = 17;
    const int LargeWindowLog = 22;

    ZstdBlockSession? _small;
    ZstdBlockSession? _large;

    public void Compress(ReadOnlySpan<byte> data, ByteSink output)
    {
        var session = data.Length <= 1 << SmallWindowLog
            ? _small ??= new ZstdBlockSession(level, Math.Min(windowLog, SmallWindowLog), 1 << SmallWindowLog)
            : _large ??= new ZstdBlockSession(level, Math.Min(windowLog, LargeWindowLog), ContentRuns.DefaultLength);
        session.Compress(data, output);
    }

    public void Dispose()
    {
        _small?.Dispose();
        _large?.Dispose();
    }
}
