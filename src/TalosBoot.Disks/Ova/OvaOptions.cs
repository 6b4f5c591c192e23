using TalosBoot.Core.Determinism;

namespace TalosBoot.Disks.Ova;

/// <summary>How an appliance is to be made.</summary>
public sealed record OvaOptions
{
    /// <summary>The virtual hardware. Default <c>vmx-15</c> (ESXi 6.7 U2); Talos up to 1.7.0 used <c>vmx-13</c> (ESXi 6.5).</summary>
    public string HardwareVersion { get; init; } = "vmx-15";

    /// <summary>The time of the members. Default: that of every asset.</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>How many threads compress and hash. 0, the default, is one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }
}
