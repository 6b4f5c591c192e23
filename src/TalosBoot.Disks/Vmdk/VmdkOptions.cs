namespace TalosBoot.Disks.Vmdk;

/// <summary>How a VMDK is to be made.</summary>
public sealed record VmdkOptions
{
    /// <summary>
    /// The identifier of the content: not 0xFFFFFFFF or 0xFFFFFFFE. Default: one that follows from the disk's size and where it holds bytes.
    /// </summary>
    public uint? ContentId { get; init; }

    /// <summary>How many threads compress. 0, the default, is one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }
}
