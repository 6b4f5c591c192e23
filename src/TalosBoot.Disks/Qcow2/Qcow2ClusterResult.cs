using TalosBoot.Compression.Content;

namespace TalosBoot.Disks.Qcow2;

/// <summary>What became of some clusters: the compressed bytes of all, and the length of each.</summary>
internal sealed class Qcow2ClusterResult(int clusterSize, int clusters)
{
    /// <summary>The length of a cluster that lies in the image as it is.</summary>
    public const int Stored = -1;

    /// <summary>The length of a cluster that is all zeros, and takes no room.</summary>
    public const int Zero = 0;

    public byte[] Input { get; } = new byte[clusterSize * clusters];

    public ByteSink Output { get; } = new(0);

    public int[] Lengths { get; } = new int[clusters];
}
