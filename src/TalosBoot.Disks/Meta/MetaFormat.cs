namespace TalosBoot.Disks.Meta;

/// <summary>The numbers of the META partition (docs/formats/disk.md): a Talos area of auxiliary data, twice, and a legacy one of syslinux, which stays empty.</summary>
internal static class MetaFormat
{
    public const int PartitionLength = 1024 * 1024;
    public const int AreaLength = 256 * 1024;
    public const int CopyOffset = AreaLength;
    public const uint FirstMagic = 0x5A4B_3C2D;
    public const uint LastMagic = 0xA5B4_C3D2;
    public const int ChecksumOffset = AreaLength - 36;
    public const int ChecksumLength = 32;
    public const int RecordsOffset = 4;
    public const int RecordHeaderLength = 8;
}
