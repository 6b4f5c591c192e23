using TalosBoot.Core.Content;

namespace TalosBoot.Executables.Pe;

/// <summary>A section of a PE image.</summary>
public sealed record PeSection
{
    /// <summary>The name, such as <c>.linux</c>. Names may occur more than once.</summary>
    public required string Name { get; init; }

    /// <summary>Where the section is loaded, relative to the image base.</summary>
    public required long VirtualAddress { get; init; }

    /// <summary>The size in memory in bytes.</summary>
    public required long VirtualSize { get; init; }

    /// <summary>Where the data lies in the file.</summary>
    public required long RawOffset { get; init; }

    /// <summary>The bytes in the file, the padding to the file alignment included.</summary>
    public required long RawSize { get; init; }

    /// <summary>The flags of the section.</summary>
    public required uint Characteristics { get; init; }

    /// <summary>The data without its padding: the bytes in the file, cut to <see cref="VirtualSize"/>.</summary>
    public required BlobSource Content { get; init; }
}
