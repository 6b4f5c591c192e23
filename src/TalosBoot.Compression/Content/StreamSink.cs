namespace TalosBoot.Compression.Content;

/// <summary>Writes everything to a stream.</summary>
internal sealed class StreamSink(Stream output) : ICompressedSink
{
    public Stream Output => output;

    public void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void WriteContent(ReadOnlySpan<byte> bytes, long offset) => output.Write(bytes);
}
