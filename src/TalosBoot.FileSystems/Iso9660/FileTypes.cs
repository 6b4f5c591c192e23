using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>The type bits of a mode, as POSIX file systems have them.</summary>
internal static class FileTypes
{
    public const uint Mask = 0xF000;
    public const uint FifoType = 0x1000;
    public const uint CharacterDeviceType = 0x2000;
    public const uint DirectoryType = 0x4000;
    public const uint BlockDeviceType = 0x6000;
    public const uint RegularFileType = 0x8000;
    public const uint SymbolicLinkType = 0xA000;
    public const uint SocketType = 0xC000;

    public static uint Of(FileTreeEntry entry) => entry switch
    {
        DirectoryNode => DirectoryType,
        SymbolicLink => SymbolicLinkType,
        SpecialFile special => special.Kind switch
        {
            SpecialFileKind.CharacterDevice => CharacterDeviceType,
            SpecialFileKind.BlockDevice => BlockDeviceType,
            SpecialFileKind.Fifo => FifoType,
            _ => SocketType,
        },
        _ => RegularFileType,
    };
}
