using TalosBoot.Compression.Content;
using TalosBoot.Core.Content;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace TalosBoot.Compression.Zstd;

/// <summary>
/// Compresses pieces of data to blocks that may stand anywhere in a frame: they refer neither to earlier data, nor to earlier tables, nor to
/// the repeat offsets that earlier blocks left behind.
/// </summary>
/// <remarks>
/// That is what zstd's own multithreading does with its jobs, except for the first one of a frame. So a session is one frame that never ends,
/// in that mode and without overlap of jobs. Its first job is a throw-away byte, and a flush ends each job.
/// </remarks>
internal sealed class ZstdBlockSession : IDisposable
{
    // zstd takes no smaller jobs.
    const int MinJobSize = 512 * 1024;
    const int NoOverlap = 1;

    const long EntrySize = 4;
    const int BuffersPerJob = 4;
    const long FixedMemory = 1024 * 1024;

    readonly Compressor _compressor;
    readonly CompressionStream _stream;
    readonly Redirect _redirect = new();

    public ZstdBlockSession(int level, int windowLog, int maxLength)
    {
        _compressor = new Compressor(level);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, windowLog);
        LimitTables(level, windowLog);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_nbWorkers, 1);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_jobSize, Math.Max(maxLength, MinJobSize));
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_overlapLog, NoOverlap);
        _stream = new CompressionStream(_redirect, _compressor, ZstdFrameWriter.MaxBlockSize, preserveCompressor: false);
        Compress([0], new ByteSink(64));
    }

    /// <summary>How many bytes a session takes, nearly: its tables, and the jobs on their way.</summary>
    public static long MemoryFor(int level, int windowLog, int maxLength)
    {
        var (hashLog, chainLog) = TableLogs(level, windowLog);
        return (EntrySize << hashLog) + (EntrySize << chainLog) + ((long)Math.Max(maxLength, MinJobSize) * BuffersPerJob) + FixedMemory;
    }

    /// <summary>Appends blocks, none of them marked as the last one.</summary>
    /// <param name="data">At most as many bytes as the session was made for.</param>
    /// <param name="output">Takes the blocks.</param>
    public void Compress(ReadOnlySpan<byte> data, ByteSink output)
    {
        _redirect.Target = output;
        _stream.Write(data);
        _stream.Flush();
    }

    public void Dispose()
    {
        _redirect.Target = new ByteSink(64);
        _stream.Dispose();
    }

    /// <summary>Without it, the tables have the size of the level's own window, however small this one is: clearing them takes longer than a short run.</summary>
    void LimitTables(int level, int windowLog)
    {
        var (hashLog, chainLog) = TableLogs(level, windowLog);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_hashLog, hashLog);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_chainLog, chainLog);
    }

    static (int HashLog, int ChainLog) TableLogs(int level, int windowLog)
    {
        var defaults = Methods.ZSTD_getCParams(level, 0, 0);
        return ((int)Math.Min(defaults.hashLog, (uint)windowLog + 1), (int)Math.Min(defaults.chainLog, (uint)windowLog + 1));
    }

    sealed class Redirect : WriteOnlyStream
    {
        public ByteSink Target { get; set; } = new(0);

        public override void Write(ReadOnlySpan<byte> buffer) => Target.Write(buffer);
    }
}
