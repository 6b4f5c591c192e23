using TalosBoot.Core.Determinism;
using TalosBoot.Core.Work;

namespace TalosBoot.Disks.Ova;

/// <summary>How an appliance is to be made.</summary>
public sealed record OvaOptions
{
    /// <summary>The virtual hardware. Default <c>vmx-15</c> (ESXi 6.7 U2); Imagers up to 1.7.0 wrote <c>vmx-13</c> (ESXi 6.5).</summary>
    public string HardwareVersion { get; init; } = "vmx-15";

    /// <summary>The time of the members. Default: that of every asset.</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>Whose threads and memory compress; null, the default, for a budget of its own with all processors. The result does not depend on it.</summary>
    public WorkBudget? Budget { get; init; }

    /// <summary>Is told after each part how many bytes of the disk are done, holes included. Default nobody.</summary>
    public IProgress<long>? Progress { get; init; }
}
