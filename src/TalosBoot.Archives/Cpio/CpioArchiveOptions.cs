using TalosBoot.Core.Determinism;

namespace TalosBoot.Archives.Cpio;

/// <summary>How a tree becomes a cpio archive.</summary>
public sealed record CpioArchiveOptions
{
    /// <summary>The time of all entries. Default: <see cref="BuildClock.Default"/>. Null: each entry's own.</summary>
    public BuildClock? Clock { get; init; } = BuildClock.Default;

    /// <summary>
    /// Which paths go into the archive; null for all. Directories are not added for the sake of what they hold: a path whose directory is
    /// left out is lost on the kernel.
    /// </summary>
    public Func<string, bool>? Includes { get; init; }
}
