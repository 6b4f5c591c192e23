using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Tar;

/// <summary>One member of a tar archive, with all extended headers applied.</summary>
public sealed record TarEntry
{
    /// <summary>The cleaned path: names separated by slashes; empty for the root.</summary>
    public required string Path { get; init; }

    /// <summary>The kind.</summary>
    public required TarEntryKind Kind { get; init; }

    /// <summary>Owner, mode, time and extended attributes.</summary>
    public required FileMetadata Metadata { get; init; }

    /// <summary>The bytes of the content; 0 for all but files.</summary>
    public long Size { get; init; }

    /// <summary>The text of a symbolic link as it is, or the cleaned path that a hard link leads to; empty for others.</summary>
    public string LinkTarget { get; init; } = string.Empty;

    /// <summary>The major number of a device.</summary>
    public uint DeviceMajor { get; init; }

    /// <summary>The minor number of a device.</summary>
    public uint DeviceMinor { get; init; }

    /// <summary>Where the member's own header stands in the archive.</summary>
    public long ByteOffset { get; init; }

    /// <summary>The content of a file, as a part of the archive's source; null for others, and where the archive is read as a stream.</summary>
    public BlobSource? Content { get; init; }
}
