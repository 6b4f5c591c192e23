using TalosBoot.Core.Work;

namespace TalosBoot.Disks.Vmdk;

/// <summary>How a VMDK is to be made.</summary>
public sealed record VmdkOptions
{
    /// <summary>
    /// The identifier of the content: not 0xFFFFFFFF or 0xFFFFFFFE. Default: one that follows from the disk's size and where it holds bytes.
    /// </summary>
    public uint? ContentId { get; init; }

    /// <summary>Whose threads and memory compress; null, the default, for a budget of its own with all processors. The result does not depend on it.</summary>
    public WorkBudget? Budget { get; init; }

    /// <summary>Is told after each part how many bytes of the disk are done, holes included. Default nobody.</summary>
    public IProgress<long>? Progress { get; init; }
}
