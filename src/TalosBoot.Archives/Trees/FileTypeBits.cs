namespace TalosBoot.Archives.Trees;

/// <summary>The file type in the upper bits of a Unix mode (POSIX, sys/stat.h).</summary>
internal static class FileTypeBits
{
    public const uint Mask = 0xF000;
    public const uint Socket = 0xC000;
    public const uint SymbolicLink = 0xA000;
    public const uint Regular = 0x8000;
    public const uint BlockDevice = 0x6000;
    public const uint Directory = 0x4000;
    public const uint CharacterDevice = 0x2000;
    public const uint Fifo = 0x1000;

    /// <summary>The permission bits, with set-user-ID, set-group-ID and sticky.</summary>
    public const int PermissionMask = 0xFFF;

    public static uint Of(FileTreeEntry entry) => entry switch
    {
        DirectoryNode => Directory,
        RegularFile => Regular,
        Trees.SymbolicLink => SymbolicLink,
        SpecialFile { Kind: SpecialFileKind.CharacterDevice } => CharacterDevice,
        SpecialFile { Kind: SpecialFileKind.BlockDevice } => BlockDevice,
        SpecialFile { Kind: SpecialFileKind.Fifo } => Fifo,
        SpecialFile { Kind: SpecialFileKind.Socket } => Socket,
        _ => throw new ArgumentOutOfRangeException(nameof(entry)),
    };

    /// <summary>The kind of special file that a mode names, or null.</summary>
    public static SpecialFileKind? SpecialKind(uint mode) => (mode & Mask) switch
    {
        CharacterDevice => SpecialFileKind.CharacterDevice,
        BlockDevice => SpecialFileKind.BlockDevice,
        Fifo => SpecialFileKind.Fifo,
        Socket => SpecialFileKind.Socket,
        _ => null,
    };
}
