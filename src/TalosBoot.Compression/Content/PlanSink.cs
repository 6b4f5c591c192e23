using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Content;

/// <summary>Writes what is new in a compressed stream, and notes where blocks that are stored lie in the content.</summary>
internal sealed class PlanSink : ICompressedSink
{
    readonly BlobSource _content;
    readonly List<(bool IsContent, long Offset, long Length)> _parts = [];
    long _written;

    PlanSink(BlobSource content, Stream output) => (_content, Output) = (content, output);

    public Stream Output { get; }

    /// <summary>Plans a stream: what is new goes to the spool, and the rest stays where it is.</summary>
    /// <param name="content">What is compressed.</param>
    /// <param name="spool">Keeps what is new.</param>
    /// <param name="compress">Compresses into the sink it is given.</param>
    /// <param name="cancellationToken">Handed to the compressor.</param>
    public static async ValueTask<BlobSource> PlanAsync(
        BlobSource content, ContentSpool spool, Func<ICompressedSink, CancellationToken, Task> compress, CancellationToken cancellationToken)
    {
        PlanSink? plan = null;
        var written = await spool.WriteAsync(
            ContentKind.Compressed,
            async (output, token) =>
            {
                plan = new PlanSink(content, output);
                await compress(plan, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return plan!.Complete(written);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Output.Write(bytes);
        Add(isContent: false, _written, bytes.Length);
        _written += bytes.Length;
    }

    public void WriteContent(ReadOnlySpan<byte> bytes, long offset) => Add(isContent: true, offset, bytes.Length);

    BlobSource Complete(BlobSource written) => BlobSource.Concat(
        [.. _parts.Select(part => (part.IsContent ? _content : written).Slice(part.Offset, part.Length))]).AsCompressed();

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
