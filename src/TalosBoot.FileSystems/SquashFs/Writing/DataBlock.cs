namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>A data or fragment block on its way into the image.</summary>
internal sealed class DataBlock
{
    /// <summary>The file, or null for a fragment block.</summary>
    public FileData? File { get; init; }

    /// <summary>Which block of the file, or which fragment block.</summary>
    public int Index { get; init; }

    /// <summary>The content, in a rented buffer; null for a hole.</summary>
    public byte[]? Buffer { get; set; }

    /// <summary>The bytes of content.</summary>
    public int Length { get; init; }

    /// <summary>Whether the content is known not to shrink.</summary>
    public bool IsIncompressible { get; init; }

    /// <summary>What is written, once that is known: bytes of <see cref="Buffer"/>.</summary>
    public int StoredLength { get; set; }

    public bool IsCompressed { get; set; }
}
