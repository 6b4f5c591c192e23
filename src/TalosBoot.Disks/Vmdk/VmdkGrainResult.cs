using TalosBoot.Compression.Content;

namespace TalosBoot.Disks.Vmdk;

/// <summary>What became of some grains: what they take in the file, one behind the other, and how long each is.</summary>
internal sealed class VmdkGrainResult(int grains)
{
    public byte[] Input { get; } = new byte[VmdkFormat.GrainSize * grains];

    public ByteSink Output { get; } = new(0);

    /// <summary>The length of each grain with its header and its padding; 0 for one that is all zeros.</summary>
    public int[] Lengths { get; } = new int[grains];
}
