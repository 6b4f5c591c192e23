namespace TalosBoot.Overlays.Boards;

/// <summary>A board: what its installer does, without its installer (docs/formats/installer.md).</summary>
/// <param name="name">The name, which is that of the installer's file in the image.</param>
/// <param name="family">What it has in common with others.</param>
/// <param name="firstRelease">The first release of the image that has the board.</param>
/// <param name="arguments">The kernel arguments.</param>
internal abstract class Board(string name, BoardFamily family, string firstRelease, IReadOnlyList<string> arguments)
{
    /// <summary>What all boards but some of Talos 1.6 and older end their kernel arguments with.</summary>
    public const string WithoutKexec = "sysctl.kernel.kexec_load_disabled=1";

    /// <summary>The last kernel argument of all boards.</summary>
    public const string WithoutDashboard = "talos.dashboard.disabled=1";

    public string Name => name;

    public BoardFamily Family => family;

    public ReleaseTag FirstRelease { get; } = ReleaseTag.Parse(firstRelease);

    /// <summary>What the installer's <c>get-options</c> tells.</summary>
    public OverlayOptions Options { get; } = new()
    {
        Name = name,
        KernelArguments = [.. arguments],
        PartitionOffset = family.PartitionOffset,
    };

    /// <summary>Refuses options that the installer could not read.</summary>
    /// <param name="options">Reads the options.</param>
    /// <param name="release">The release of the image.</param>
    public abstract void CheckOptions(BoardOptionReader options, ReleaseTag release);

    /// <summary>Does what the installer's <c>install</c> does, in its order.</summary>
    /// <param name="context">What it installs to.</param>
    /// <param name="release">The release of the image.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public abstract void Install(OverlayInstallContext context, ReleaseTag release, CancellationToken cancellationToken);
}
