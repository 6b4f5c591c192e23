namespace TalosBoot.Compression.Content;

/// <summary>Where the parts of a compressed stream go.</summary>
internal interface ICompressedSink
{
    /// <summary>Where bytes that are new go.</summary>
    Stream Output { get; }

    /// <summary>Takes headers, what was squeezed, and checksums.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Takes the body of a block that is stored as it is.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Where they are in the content.</param>
    void WriteContent(ReadOnlySpan<byte> bytes, long offset);
}
