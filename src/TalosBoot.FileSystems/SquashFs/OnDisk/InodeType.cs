namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>The kinds of inodes (docs/formats/squashfs.md). Each extended kind is its basic one plus <see cref="InodeTypes.Extended"/>.</summary>
internal enum InodeType : ushort
{
    Directory = 1,
    File = 2,
    SymbolicLink = 3,
    BlockDevice = 4,
    CharacterDevice = 5,
    Fifo = 6,
    Socket = 7,
    ExtendedDirectory = 8,
    ExtendedFile = 9,
    ExtendedSymbolicLink = 10,
    ExtendedBlockDevice = 11,
    ExtendedCharacterDevice = 12,
    ExtendedFifo = 13,
    ExtendedSocket = 14,
}
