namespace TalosBoot.Factory.Options;

/// <summary>Which releases are offered, and how much is built at once.</summary>
public sealed class BuildOptions
{
    /// <summary>The oldest Talos version that is offered. Default 1.2.0.</summary>
    public string MinimumTalosVersion { get; set; } = "1.2.0";

    /// <summary>Versions that are not offered, without <c>v</c>. Default none.</summary>
    public IReadOnlyList<string> BrokenTalosVersions { get; set; } = [];

    /// <summary>How many assets are built at once. Default 6.</summary>
    public int MaximumConcurrency { get; set; } = 6;

    /// <summary>How many builds may wait for their turn before more are refused with status 503. Default 1000.</summary>
    public int MaximumQueueLength { get; set; } = 1000;

    /// <summary>How long one build may take, the wait for its turn included. Default 20 minutes.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Whether the programs of overlays that TalosBoot does not know are run on this machine, as this user. Default false: such overlays are refused. The
    /// official ones need no program.
    /// </summary>
    public bool RunsOverlayPrograms { get; set; }

    /// <summary>
    /// Assets that are built when the service starts: paths without their leading <c>/image/</c>, such as
    /// <c>3765…b4ba/v1.12.0/metal-amd64.iso</c>. Default none.
    /// </summary>
    public IReadOnlyList<string> PreWarm { get; set; } = [];
}
