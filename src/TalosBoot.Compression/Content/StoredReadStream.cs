namespace TalosBoot.Compression.Content;

/// <summary>Reads data that is not compressed.</summary>
internal sealed class StoredReadStream(CountingStream input, DecompressionLimits limits) : DecodingStream(input, "data", limits)
{
    protected override int Decode(Span<byte> buffer) => Input.Read(buffer);
}
