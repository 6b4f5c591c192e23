namespace TalosBoot.Core.Content;

/// <summary>What is known about the bytes of an extent.</summary>
public enum ContentKind
{
    /// <summary>Bytes of which nothing is known.</summary>
    Data,

    /// <summary>Bytes that are known not to shrink: the output of a compressor. An outer compressor stores them.</summary>
    Compressed,
}
