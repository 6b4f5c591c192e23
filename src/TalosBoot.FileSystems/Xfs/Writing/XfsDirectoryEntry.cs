using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name.</param>
/// <param name="Inode">Whose it is.</param>
/// <param name="FileType">What that is.</param>
internal readonly record struct XfsDirectoryEntry(byte[] Name, ulong Inode, byte FileType)
{
    public const byte TypeOfDirectory = 2;

    /// <summary>Bytes in a block: inode, length, name, type, padding and the own offset.</summary>
    public int Length => Alignment.Up(8 + 1 + Name.Length + 1 + 2, 8);

    public static byte TypeOf(FileTreeEntry entry) => entry switch
    {
        RegularFile => 1,
        DirectoryNode => TypeOfDirectory,
        SpecialFile { Kind: SpecialFileKind.CharacterDevice } => 3,
        SpecialFile { Kind: SpecialFileKind.BlockDevice } => 4,
        SpecialFile { Kind: SpecialFileKind.Fifo } => 5,
        SpecialFile { Kind: SpecialFileKind.Socket } => 6,
        SymbolicLink => 7,
        _ => throw new ArgumentOutOfRangeException(nameof(entry)),
    };
}
