using System.Numerics;
using TalosBoot.Compression.Content;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace TalosBoot.Compression.Zstd;

/// <summary>Reads zstd frames, one after the other, skippable ones left out.</summary>
internal sealed class ZstdReadStream : DecodingStream
{
    // zstd knows windows from 2^10 to 2^31.
    const int MinWindowLog = 10;
    const int MaxWindowLog = 31;

    readonly DecompressionStream _decoder;

    public ZstdReadStream(CountingStream input, DecompressionLimits limits)
        : base(input, "zstd", limits)
    {
        _decoder = new DecompressionStream(input);
        var windowLog = BitOperations.Log2((ulong)Math.Max(1, limits.MaximumWindowLength));
        _decoder.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, Math.Clamp(windowLog, MinWindowLog, MaxWindowLog));
    }

    protected override int Decode(Span<byte> buffer)
    {
        try
        {
            var count = _decoder.Read(buffer);
            return count == 0 && Input.Count == 0 ? throw new EndOfStreamException() : count;
        }
        catch (ZstdException exception) when (exception.Code == ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
        {
            throw LimitExceeded($"the frame asks for a window of more than {Limits.MaximumWindowLength} bytes. Compress with a smaller window.", exception);
        }
        catch (ZstdException exception)
        {
            throw Damaged(exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
        }

        base.Dispose(disposing);
    }
}
