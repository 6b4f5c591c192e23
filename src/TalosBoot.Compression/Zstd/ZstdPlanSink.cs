using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Writes what is new in a frame, and notes where raw blocks lie in the content.</summary>
internal sealed class ZstdPlanSink(BlobSource content) : IZstdFrameSink
{
    readonly List<(bool IsContent, long Offset, long Length)> _parts = [];
    long _written;

    /// <summary>Takes what is new.</summary>
    public Stream Output { get; set; } = Stream.Null;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Output.Write(bytes);
        Add(isContent: false, _written, bytes.Length);
        _written += bytes.Length;
    }

    public void WriteContent(ReadOnlySpan<byte> bytes, long offset) => Add(isContent: true, offset, bytes.Length);

    /// <summary>The frame.</summary>
    /// <param name="written">What the output took.</param>
    public BlobSource Complete(BlobSource written) => BlobSource.Concat(
        [.. _parts.Select(part => (part.IsContent ? content : written).Slice(part.Offset, part.Length))]).AsCompressed();

    void Add(bool isContent, long offset, long length)
    {
        if (_parts.Count > 0 && _parts[^1].IsContent == isContent && _parts[^1].Offset + _parts[^1].Length == offset)
        {
            _parts[^1] = _parts[^1] with { Length = _parts[^1].Length + length };
        }
        else
        {
            _parts.Add((isContent, offset, length));
        }
    }
}
