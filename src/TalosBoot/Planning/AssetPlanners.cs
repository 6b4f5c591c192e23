using TalosBoot.Planning.Planners;
using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>The planners, one for each kind of output.</summary>
internal static class AssetPlanners
{
    static readonly Dictionary<OutputKind, IAssetPlanner> Table = new()
    {
        [OutputKind.Kernel] = new KernelPlanner(),
        [OutputKind.Initramfs] = new InitramfsPlanner(),
        [OutputKind.Cmdline] = new CommandLinePlanner(),
        [OutputKind.Uki] = new UkiPlanner(),
        [OutputKind.Iso] = new IsoPlanner(),
        [OutputKind.Image] = new DiskImagePlanner(),
        [OutputKind.Installer] = new InstallerPlanner(),
    };

    /// <summary>The planner of a kind of output. What has none is refused before (<see cref="UnbuiltOutputs"/>).</summary>
    public static IAssetPlanner Of(OutputKind output) => Table[output];
}
