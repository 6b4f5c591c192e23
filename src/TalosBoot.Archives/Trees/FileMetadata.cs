using System.Collections.Immutable;

namespace TalosBoot.Archives.Trees;

/// <summary>What a file system keeps about a file beside its content.</summary>
public sealed record FileMetadata
{
    // In front of the defaults, which are made with it.
    internal static ImmutableSortedDictionary<string, ImmutableArray<byte>> NoExtendedAttributes { get; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<byte>>(FileNames.ByteOrder);

    /// <summary>A directory of root's that all may enter: mode 0755.</summary>
    public static FileMetadata DefaultDirectory { get; } = new() { Mode = 0x1ED };

    /// <summary>A file of root's that all may read: mode 0644.</summary>
    public static FileMetadata DefaultFile { get; } = new() { Mode = 0x1A4 };

    /// <summary>The permission bits with set-user-ID, set-group-ID and sticky: at most octal 7777. No type bits.</summary>
    public int Mode { get; init; }

    /// <summary>The owner. Default 0.</summary>
    public uint UserId { get; init; }

    /// <summary>The group. Default 0.</summary>
    public uint GroupId { get; init; }

    /// <summary>The time of the last change of the content, in seconds since 1970-01-01T00:00:00Z. Default 0.</summary>
    public long ModifiedAt { get; init; }

    /// <summary>Extended attributes by full name, such as <c>security.selinux</c>, in byte order of the names.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<byte>> ExtendedAttributes { get; init; } = NoExtendedAttributes;
}
