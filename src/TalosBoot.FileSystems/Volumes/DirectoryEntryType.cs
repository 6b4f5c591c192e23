using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>The type that a directory tells of an entry: ext4 and XFS have the same numbers.</summary>
internal static class DirectoryEntryType
{
    public const byte Directory = 2;

    public static byte Of(FileTreeEntry entry) => entry switch
    {
        RegularFile => 1,
        DirectoryNode => Directory,
        SpecialFile { Kind: SpecialFileKind.CharacterDevice } => 3,
        SpecialFile { Kind: SpecialFileKind.BlockDevice } => 4,
        SpecialFile { Kind: SpecialFileKind.Fifo } => 5,
        SpecialFile { Kind: SpecialFileKind.Socket } => 6,
        SymbolicLink => 7,
        _ => throw new ArgumentOutOfRangeException(nameof(entry)),
    };
}
