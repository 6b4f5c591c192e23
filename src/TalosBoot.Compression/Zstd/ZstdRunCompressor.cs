using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Makes blocks of runs of data, for one thread. Small runs get small tables, which are cheap to clear.</summary>
internal sealed class ZstdRunCompressor(int level, int windowLog) : IDisposable
{
    static readonly int[] WindowLogs = [17, 20, 22];

    readonly ZstdBlockSession?[] _sessions = new ZstdBlockSession?[WindowLogs.Length];

    public void Compress(ReadOnlySpan<byte> data, ByteSink output)
    {
        var length = data.Length;
        var size = Array.FindIndex(WindowLogs, log => length <= 1 << log);
        var session = _sessions[size] ??= new ZstdBlockSession(level, Math.Min(windowLog, WindowLogs[size]), 1 << WindowLogs[size]);
        session.Compress(data, output);
    }

    public void Dispose() => Array.ForEach(_sessions, session => session?.Dispose());
}
