using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>Numbers of the format (ECMA-119, SUSP 1.10, RRIP 1.10).</summary>
internal static class IsoFormat
{
    public const string Name = "ISO 9660";

    /// <summary>The bytes of a logical block, the only size that is in use.</summary>
    public const int BlockSize = 2048;

    /// <summary>The sectors of a block, as partition tables count them.</summary>
    public const int SectorsPerBlock = BlockSize / SectorSize;

    public const int SectorSize = 512;

    /// <summary>The blocks that the format leaves to others: boot code and partition tables.</summary>
    public const int SystemAreaBlocks = 16;

    /// <summary>The longest directory record. Its length is even and fits a byte.</summary>
    public const int MaximumRecordLength = 254;

    /// <summary>The first block of a file's last section but one has to be followed by whole blocks: 4 GiB less one block.</summary>
    public const uint SectionLength = 0xFFFF_F800;

    public static byte[] Self => [0];

    public static byte[] Parent => [1];

    public static ImageFormatException Error(string diagnosticId, long offset, string message) => new(diagnosticId, Name, offset, message);
}
