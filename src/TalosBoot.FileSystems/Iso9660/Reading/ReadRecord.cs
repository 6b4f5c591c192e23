using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>A directory record with its fields.</summary>
/// <param name="Offset">Where it lies in the image.</param>
/// <param name="Fixed">The fixed part.</param>
/// <param name="Identifier">The identifier.</param>
/// <param name="Fields">The Rock Ridge fields.</param>
internal sealed record ReadRecord(long Offset, DirectoryRecord Fixed, byte[] Identifier, RockRidgeFields Fields)
{
    /// <summary>Whether the record names the directory itself.</summary>
    public bool IsSelf => Identifier is [0];

    /// <summary>Whether the record names the parent directory.</summary>
    public bool IsParent => Identifier is [1];

    /// <summary>The first byte of the content.</summary>
    public long ContentOffset => ((long)Fixed.Extent + Fixed.ExtendedAttributeBlocks) * IsoFormat.BlockSize;
}
