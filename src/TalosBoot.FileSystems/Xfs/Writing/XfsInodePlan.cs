using TalosBoot.FileSystems.Volumes;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>An inode of the volume: where it lies, and its 512 bytes once they are known.</summary>
/// <param name="node">The entry of the tree.</param>
/// <param name="group">The allocation group.</param>
/// <param name="index">Its place among the inodes of the group.</param>
internal sealed class XfsInodePlan(VolumeNode node, uint group, uint index)
{
    /// <summary>What <c>mkfs.xfs</c> numbers generations with when it is to be reproducible (docs/formats/xfs.md).</summary>
    public const uint SeedGeneration = 0x5345_4544;

    public VolumeNode Node => node;

    public uint Group => group;

    public uint Index => index;

    public ulong Number { get; set; }

    /// <summary>The root is the only inode that is not made from a seed.</summary>
    public uint Generation => node.Names.Count == 0 ? 0 : SeedGeneration;
}
