namespace TalosBoot.Compression.Zstd;

/// <summary>Where the parts of a frame go.</summary>
internal interface IZstdFrameSink
{
    /// <summary>Where bytes that are new go.</summary>
    Stream Output { get; }

    /// <summary>Takes headers, compressed blocks and the checksum.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Takes the body of a raw block.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Where they are in the content.</param>
    void WriteContent(ReadOnlySpan<byte> bytes, long offset);
}
