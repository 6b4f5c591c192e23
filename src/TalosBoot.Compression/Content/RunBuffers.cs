using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Content;

/// <summary>The buffers of one run: what was read, and what became of it.</summary>
internal class RunBuffers
{
    int _length;

    /// <summary>The bytes of the run. Empty for a hole.</summary>
    public ReadOnlySpan<byte> Input => Buffer.AsSpan(HistoryLength, _length);

    /// <summary>The bytes of the run, behind some of those that lie before it in the content.</summary>
    public ReadOnlySpan<byte> InputWithHistory => Buffer.AsSpan(0, HistoryLength + _length);

    /// <summary>What holds the history and the run, from its start.</summary>
    public byte[] Buffer { get; private set; } = [];

    /// <summary>How many bytes of history there are.</summary>
    public int HistoryLength { get; private set; }

    /// <summary>The squeezed bytes. Empty for a run that is stored.</summary>
    public ByteSink Output { get; } = new(0);

    /// <summary>Reads a run, in pieces, so that a cancellation is noticed.</summary>
    /// <param name="content">Where the run is.</param>
    /// <param name="run">The run. A hole is not read.</param>
    /// <param name="maxHistory">How many bytes before the run to read too, if there are so many.</param>
    /// <param name="cancellationToken">Checked before each piece.</param>
    public void Read(BlobSource content, ContentRun run, int maxHistory, CancellationToken cancellationToken)
    {
        Output.Clear();
        HistoryLength = (int)Math.Min(maxHistory, run.Offset);
        _length = run.Kind == RunKind.Hole ? 0 : (int)run.Length;
        var total = HistoryLength + _length;
        if (Buffer.Length < total)
        {
            Buffer = new byte[total];
        }

        for (var offset = 0; offset < total; offset += ContentChunks.ChunkSize)
        {
            var count = Math.Min(ContentChunks.ChunkSize, total - offset);
            content.Read(run.Offset - HistoryLength + offset, Buffer.AsSpan(offset, count), cancellationToken);
        }
    }
}
