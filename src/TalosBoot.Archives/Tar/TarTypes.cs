namespace TalosBoot.Archives.Tar;

/// <summary>Type flags of members (POSIX.1-2017 pax; GNU tar src/tar.h).</summary>
internal static class TarTypes
{
    public const byte Regular = (byte)'0';
    public const byte RegularV7 = 0;
    public const byte HardLink = (byte)'1';
    public const byte SymbolicLink = (byte)'2';
    public const byte CharacterDevice = (byte)'3';
    public const byte BlockDevice = (byte)'4';
    public const byte Directory = (byte)'5';
    public const byte Fifo = (byte)'6';
    public const byte Contiguous = (byte)'7';
    public const byte PaxLocal = (byte)'x';
    public const byte PaxGlobal = (byte)'g';
    public const byte GnuLongName = (byte)'L';
    public const byte GnuLongLink = (byte)'K';
    public const byte GnuSparse = (byte)'S';
    public const byte GnuDumpDirectory = (byte)'D';
    public const byte GnuVolumeLabel = (byte)'V';
}
