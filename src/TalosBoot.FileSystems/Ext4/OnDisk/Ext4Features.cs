namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>The features of a superblock that are written, or that a reader must know.</summary>
internal static class Ext4Features
{
    // Compatible.
    public const uint Journal = 0x0004;
    public const uint ExtendedAttributes = 0x0008;
    public const uint ResizeInode = 0x0010;
    public const uint DirectoryIndex = 0x0020;
    public const uint OrphanFile = 0x1000;

    // Incompatible.
    public const uint FileTypes = 0x0002;
    public const uint NeedsRecovery = 0x0004;
    public const uint Extents = 0x0040;
    public const uint Wide = 0x0080;
    public const uint MultipleMountProtection = 0x0100;
    public const uint FlexibleGroups = 0x0200;
    public const uint ChecksumSeed = 0x2000;
    public const uint LargeDirectories = 0x4000;
    public const uint CaseFolding = 0x2_0000;

    // Read-only compatible.
    public const uint SparseSuperblocks = 0x0001;
    public const uint LargeFiles = 0x0002;
    public const uint HugeFiles = 0x0008;
    public const uint ManyLinks = 0x0020;
    public const uint ExtraInodeSize = 0x0040;
    public const uint MetadataChecksums = 0x0400;

    public const uint Readable =
        FileTypes | NeedsRecovery | Extents | Wide | MultipleMountProtection | FlexibleGroups | ChecksumSeed | LargeDirectories | CaseFolding;
}
