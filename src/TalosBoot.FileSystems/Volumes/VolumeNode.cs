using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>An inode to be: one entry of the tree, under all of its names.</summary>
/// <param name="entry">The entry.</param>
/// <param name="path">The first path, for messages; empty for the root.</param>
internal sealed class VolumeNode(FileTreeEntry entry, string path)
{
    public FileTreeEntry Entry => entry;

    public string Path => path;

    public bool IsDirectory => entry is DirectoryNode;

    /// <summary>The directory that holds a directory; the root holds itself.</summary>
    public VolumeNode Parent => Names.Count == 0 ? this : Names[0].Directory;

    /// <summary>Where the inode has a name; nothing for the root.</summary>
    public List<(VolumeNode Directory, byte[] Name)> Names { get; } = [];

    /// <summary>What a directory holds, in byte order of the names.</summary>
    public List<(byte[] Name, VolumeNode Node)> Children { get; } = [];

    /// <summary>The names of it; for a directory, 2 and its subdirectories.</summary>
    public uint Links { get; set; }

    /// <summary>The place among all inodes, in the order in which the file system's tool makes them; -1 for none yet.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The type and permission bits.</summary>
    public ushort Mode => (ushort)(FileTypeBits.Of(entry) | (uint)(entry.Metadata.Mode & FileTypeBits.PermissionMask));
}
