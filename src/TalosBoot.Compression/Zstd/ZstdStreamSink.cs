namespace TalosBoot.Compression.Zstd;

/// <summary>Writes the whole frame to a stream.</summary>
internal sealed class ZstdStreamSink(Stream output) : IZstdFrameSink
{
    public Stream Output => output;

    public void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public void WriteContent(ReadOnlySpan<byte> bytes, long offset) => output.Write(bytes);
}
