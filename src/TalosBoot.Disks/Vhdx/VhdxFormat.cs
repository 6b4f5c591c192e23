using TalosBoot.Core.Binary;

namespace TalosBoot.Disks.Vhdx;

/// <summary>The numbers of the VHDX format ([MS-VHDX]).</summary>
internal static class VhdxFormat
{
    public const int Kibibyte64 = 64 * 1024;
    public const int Mebibyte = 1024 * 1024;

    /// <summary>The first of two headers; the other one is behind it.</summary>
    public const int HeaderOffset = Kibibyte64;

    /// <summary>The first of two region tables; the other one is behind it.</summary>
    public const int RegionTableOffset = 3 * Kibibyte64;

    public const int LogOffset = Mebibyte;
    public const int LogLength = Mebibyte;
    public const int MetadataOffset = 2 * Mebibyte;
    public const int MetadataLength = Mebibyte;
    public const int BlockTableOffset = 3 * Mebibyte;

    /// <summary>Where the items start within the metadata region.</summary>
    public const int MetadataItemsOffset = Kibibyte64;

    /// <summary>The largest disk: 64 TiB.</summary>
    public const long MaximumDiskLength = 64L * 1024 * 1024 * Mebibyte;

    public static readonly Guid BlockTableRegion = new("2DC27766-F623-4200-9D64-115E9BFD4A08");
    public static readonly Guid MetadataRegion = new("8B7CA206-4790-4B9A-B8FE-575F050F886E");

    public static readonly Guid FileParametersItem = new("CAA16737-FA36-4D43-B3B6-33F0AA44E76B");
    public static readonly Guid DiskSizeItem = new("2FA54224-CD1B-4876-B211-5DBED83BF4B8");
    public static readonly Guid DiskIdItem = new("BECA12AB-B2E6-4523-93EF-C309E000C746");
    public static readonly Guid LogicalSectorSizeItem = new("8141BF1D-A96F-4709-BA47-F233A8FAAB5F");
    public static readonly Guid PhysicalSectorSizeItem = new("CDA348C7-445D-4471-9CC9-E9885251C556");

    /// <summary>After so many blocks the table has an entry for their sector bitmap (MS-VHDX 2.5).</summary>
    public static long ChunkRatio(int sectorSize, int blockSize) => (1L << 23) * sectorSize / blockSize;

    /// <summary>The entries of the table of a disk that is not one of differences: the last bitmap is left out.</summary>
    public static long EntryCount(long diskLength, int sectorSize, int blockSize)
    {
        var blocks = Alignment.DivideUp(diskLength, blockSize);
        return blocks + ((blocks - 1) / ChunkRatio(sectorSize, blockSize));
    }

    /// <summary>Where the entry of a block is in the table.</summary>
    public static long EntryIndex(long block, int sectorSize, int blockSize) => block + (block / ChunkRatio(sectorSize, blockSize));
}
