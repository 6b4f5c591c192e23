using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Makes blocks of runs of data, for one thread. Small runs get small tables, which are cheap to clear.</summary>
internal sealed class ZstdRunCompressor(int level, int windowLog) : IDisposable
{
    static readonly int[] WindowLogs = [17, 20, 22];

    readonly ZstdBlockSession?[] _sessions = new ZstdBlockSession?[WindowLogs.Length];

    /// <summary>How many bytes a compressor takes for runs of up to a length.</summary>
    public static long MemoryFor(int level, int windowLog, int longest)
    {
        var memory = 0L;
        for (var size = 0; size < WindowLogs.Length && longest > 0; size++)
        {
            memory += ZstdBlockSession.MemoryFor(level, Math.Min(windowLog, WindowLogs[size]), 1 << WindowLogs[size]);
            longest = longest <= 1 << WindowLogs[size] ? 0 : longest;
        }

        return memory;
    }

    public void Compress(ReadOnlySpan<byte> data, ByteSink output)
    {
        var length = data.Length;
        var size = Array.FindIndex(WindowLogs, log => length <= 1 << log);
        var session = _sessions[size] ??= new ZstdBlockSession(level, Math.Min(windowLog, WindowLogs[size]), 1 << WindowLogs[size]);
        session.Compress(data, output);
    }

    public void Dispose() => Array.ForEach(_sessions, session => session?.Dispose());
}
