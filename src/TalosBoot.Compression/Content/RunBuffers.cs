namespace TalosBoot.Compression.Content;

/// <summary>The buffers of one run: what was read, and what became of it.</summary>
internal sealed class RunBuffers
{
    byte[] _input = [];

    /// <summary>The bytes of the run. Empty for a hole.</summary>
    public Memory<byte> Input { get; private set; }

    /// <summary>The squeezed bytes. Empty for a run that is stored.</summary>
    public ByteSink Output { get; } = new(0);

    /// <summary>Reads a run, in pieces, so that a cancellation is noticed.</summary>
    public void Read(Core.Content.BlobSource content, ContentRun run, CancellationToken cancellationToken)
    {
        Output.Clear();
        var length = run.Kind == RunKind.Hole ? 0 : (int)run.Length;
        if (_input.Length < length)
        {
            _input = new byte[length == ContentRuns.MaxReadLength ? length : Math.Min(ContentRuns.MaxReadLength, length * 2)];
        }

        Input = _input.AsMemory(0, length);
        for (var offset = 0; offset < length; offset += Core.Content.ContentChunks.ChunkSize)
        {
            var count = Math.Min(Core.Content.ContentChunks.ChunkSize, length - offset);
            content.Read(run.Offset + offset, _input.AsSpan(offset, count), cancellationToken);
        }
    }
}
