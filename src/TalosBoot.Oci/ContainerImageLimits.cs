using TalosBoot.Archives;

namespace TalosBoot.Oci;

/// <summary>What a reader of container images accepts at most (docs/formats/oci.md). Going beyond is an error, noticed before memory is taken.</summary>
public sealed record ContainerImageLimits
{
    /// <summary>The limits that are used where none are given.</summary>
    public static ContainerImageLimits Default { get; } = new();

    /// <summary>The bytes of a manifest, index or configuration. Default 8 MiB.</summary>
    public int MaximumDocumentLength { get; init; } = 8 * 1024 * 1024;

    /// <summary>How deep indexes may lie in indexes. Default 4.</summary>
    public int MaximumIndexDepth { get; init; } = 4;

    /// <summary>The layers of an image. Default 1024.</summary>
    public int MaximumLayers { get; init; } = 1024;

    /// <summary>The bytes of all layers of an image together, not compressed. Default 64 GiB.</summary>
    public long MaximumUncompressedSize { get; init; } = 64L << 30;

    /// <summary>How many times its compressed size a layer may have, once it is larger than 64 MiB. Default 1000.</summary>
    public int MaximumCompressionRatio { get; init; } = 1000;

    /// <summary>The limits for the archives of all layers of an image together, and for each other archive.</summary>
    public ArchiveLimits Archive { get; init; } = ArchiveLimits.Default;
}
