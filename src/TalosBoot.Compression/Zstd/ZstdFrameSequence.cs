using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>
/// Writes a content as one frame, or as one around each long hole and one between each two: the checksum of a frame of zeros is the same each time, while
/// the checksum of one frame around everything has to be calculated over all zeros of all holes.
/// </summary>
/// <param name="runs">The runs of the content, in order. They tell where frames end.</param>
/// <param name="contentLength">The length of the content.</param>
/// <param name="output">Takes the frames.</param>
/// <param name="options">What their headers say, and whether there may be several.</param>
internal sealed class ZstdFrameSequence(IReadOnlyList<ContentRun> runs, long contentLength, ICompressedSink output, ZstdWriterOptions options)
{
    /// <summary>The shortest hole with frames of its own, and how long those are, but for the last.</summary>
    public const int ZeroFrameLength = 64 * 1024 * 1024;

    readonly Queue<long> _longHoles = new(options.SeparateHoles ? runs.Where(IsLong).Select(run => run.Offset) : []);
    byte[]? _zeroFrame;
    ZstdFrameWriter? _frame;
    long _position;

    /// <summary>Writes the next bytes of the content in raw blocks.</summary>
    public void WriteStored(ReadOnlySpan<byte> bytes)
    {
        Begin().WriteStored(bytes);
        _position += bytes.Length;
    }

    /// <inheritdoc cref="ZstdFrameWriter.WriteBlocks"/>
    public void WriteBlocks(ReadOnlySpan<byte> bytes, Span<byte> blocks)
    {
        Begin().WriteBlocks(bytes, blocks);
        _position += bytes.Length;
    }

    /// <summary>Writes a hole.</summary>
    public void WriteHole(ContentRun hole, CancellationToken cancellationToken)
    {
        if (_longHoles.TryPeek(out var offset) && offset == hole.Offset)
        {
            _longHoles.Dequeue();
            End();
            WriteZeroFrames(hole.Length, cancellationToken);
        }
        else
        {
            Begin().WriteZeros(hole.Length, cancellationToken);
        }

        _position += hole.Length;
    }

    /// <summary>Ends the last frame. A content of no bytes is an empty frame.</summary>
    public void Complete()
    {
        if (contentLength == 0)
        {
            Begin();
        }

        End();
    }

    static bool IsLong(ContentRun run) => run is { Kind: RunKind.Hole, Length: >= ZeroFrameLength };

    ZstdFrameWriter Begin()
    {
        if (_frame is null)
        {
            var end = _longHoles.TryPeek(out var hole) ? hole : contentLength;
            _frame = new ZstdFrameWriter(output, options, _position, end - _position);
            _frame.WriteHeader();
        }

        return _frame;
    }

    void End()
    {
        _frame?.WriteEnd();
        _frame = null;
    }

    void WriteZeroFrames(long length, CancellationToken cancellationToken)
    {
        for (; length >= ZeroFrameLength; length -= ZeroFrameLength)
        {
            output.Write(_zeroFrame ??= FormatZeroFrame(ZeroFrameLength, cancellationToken));
        }

        if (length > 0)
        {
            output.Write(FormatZeroFrame(length, cancellationToken));
        }
    }

    byte[] FormatZeroFrame(long length, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var frame = new ZstdFrameWriter(new StreamSink(bytes), options, 0, length);
        frame.WriteHeader();
        frame.WriteZeros(length, cancellationToken);
        frame.WriteEnd();
        return bytes.ToArray();
    }
}
