using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name.</param>
/// <param name="Inode">Whose it is.</param>
/// <param name="FileType">What that is.</param>
internal readonly record struct XfsDirectoryEntry(byte[] Name, ulong Inode, byte FileType)
{
    /// <summary>Bytes in a block: inode, length, name, type, padding and the own offset.</summary>
    public int Length => Alignment.Up(8 + 1 + Name.Length + 1 + 2, 8);
}
