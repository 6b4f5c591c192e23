using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Tar;

/// <summary>A member as the archive describes it: the names are as they were written, and not checked.</summary>
internal sealed record TarMember
{
    public required byte[] Name { get; init; }

    public required byte[] LinkName { get; init; }

    public required TarEntryKind Kind { get; init; }

    public required FileMetadata Metadata { get; init; }

    /// <summary>The bytes of the content, holes included.</summary>
    public required long Size { get; init; }

    /// <summary>The bytes that follow the header, without the filling of the last block.</summary>
    public required long DataLength { get; init; }

    public required uint DeviceMajor { get; init; }

    public required uint DeviceMinor { get; init; }

    /// <summary>Where the header stands.</summary>
    public required long Offset { get; init; }

    /// <summary>Where the parts of a sparse file lie, or null.</summary>
    public TarSparseMap? Sparse { get; init; }

    /// <summary>The content of a file that was read from a source.</summary>
    public BlobSource? Content { get; init; }

    public string CleanPath(ArchiveLimits limits) => ArchivePath.Clean(Name, TarReader.FormatName, Offset, limits);

    public string CleanLink(ArchiveLimits limits) => Kind switch
    {
        TarEntryKind.HardLink => ArchivePath.Clean(LinkName, TarReader.FormatName, Offset, limits),
        TarEntryKind.SymbolicLink => ArchivePath.ReadLinkText(LinkName, TarReader.FormatName, Offset, limits),
        _ => string.Empty,
    };

    /// <summary>The entry for a tree; not for hard links.</summary>
    public FileTreeEntry ToTreeEntry(ArchiveLimits limits) => Kind switch
    {
        TarEntryKind.File => new RegularFile(Content!, Metadata),
        TarEntryKind.Directory => new DirectoryNode(Metadata),
        TarEntryKind.SymbolicLink => new SymbolicLink(CleanLink(limits), Metadata),
        TarEntryKind.CharacterDevice => new SpecialFile(SpecialFileKind.CharacterDevice, Metadata, DeviceMajor, DeviceMinor),
        TarEntryKind.BlockDevice => new SpecialFile(SpecialFileKind.BlockDevice, Metadata, DeviceMajor, DeviceMinor),
        TarEntryKind.Fifo => new SpecialFile(SpecialFileKind.Fifo, Metadata),
        _ => throw new InvalidOperationException("A hard link has no entry of its own."),
    };

    public TarEntry ToEntry(ArchiveLimits limits) => new()
    {
        Path = CleanPath(limits),
        Kind = Kind,
        Metadata = Metadata,
        Size = Size,
        LinkTarget = CleanLink(limits),
        DeviceMajor = DeviceMajor,
        DeviceMinor = DeviceMinor,
        ByteOffset = Offset,
        Content = Content,
    };
}
