using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>An inode to be: one entry of the tree, under all of its names.</summary>
internal sealed class InodePlan(FileTreeEntry entry, string path)
{
    public FileTreeEntry Entry => entry;

    /// <summary>The first path, for messages.</summary>
    public string Path => path;

    public uint Number { get; set; }

    /// <summary>The names of it; for a directory, 2 and its subdirectories.</summary>
    public uint LinkCount { get; set; }

    /// <summary>The directory that holds the first path; null for the root.</summary>
    public InodePlan? Parent { get; init; }

    /// <summary>What a directory holds, in byte order of the names.</summary>
    public List<(byte[] Name, InodePlan Inode)> Entries { get; } = [];

    /// <summary>The content of a regular file.</summary>
    public FileData? Data { get; set; }

    /// <summary>Where the inode was written.</summary>
    public MetadataReference Reference { get; set; }

    /// <summary>The kind of inode when nothing asks for the extended one.</summary>
    public InodeType BasicType => entry switch
    {
        DirectoryNode => InodeType.Directory,
        RegularFile => InodeType.File,
        SymbolicLink => InodeType.SymbolicLink,
        SpecialFile special => special.Kind switch
        {
            SpecialFileKind.BlockDevice => InodeType.BlockDevice,
            SpecialFileKind.CharacterDevice => InodeType.CharacterDevice,
            SpecialFileKind.Fifo => InodeType.Fifo,
            _ => InodeType.Socket,
        },
        _ => throw new ArgumentException($"\"{path}\" is a {entry.GetType().Name}, which squashfs cannot hold."),
    };
}
