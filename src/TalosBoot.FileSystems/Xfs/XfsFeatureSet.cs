namespace TalosBoot.FileSystems.Xfs;

/// <summary>
/// Sets of features by the Linux release that knows them, as <c>mkfs.xfs -c options=lts_*.conf</c> gives them (docs/formats/xfs.md).
/// </summary>
public enum XfsFeatureSet
{
    /// <summary>Linux 6.1: free inode tree, reflinks, counts of inode trees, sparse inodes, big times.</summary>
    Lts61,

    /// <summary>Linux 6.6: also the reverse map and large counts of extents.</summary>
    Lts66,

    /// <summary>Linux 6.12: the same as 6.6.</summary>
    Lts612,

    /// <summary>Linux 6.18: also exchange of ranges and parent pointers. GRUB reads it from 2.14 on.</summary>
    Lts618,
}
