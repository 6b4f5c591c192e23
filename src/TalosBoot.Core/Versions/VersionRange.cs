namespace TalosBoot.Core.Versions;

/// <summary>The Talos versions for which something holds: from a first version on, up to but without an end, and whether it holds for an unparsable one.</summary>
/// <param name="From">The first version, or null for "ever since".</param>
/// <param name="Until">The first version for which it no longer holds, or null for "up to the newest".</param>
/// <param name="HoldsWhenUnparsable">What holds for a version that cannot be parsed.</param>
internal readonly record struct VersionRange(TalosVersion? From, TalosVersion? Until, bool HoldsWhenUnparsable)
{
    public static VersionRange Since(uint major, uint minor, uint patch = 0, bool unparsable = true) =>
        new(new TalosVersion(major, minor, patch), null, unparsable);

    public static VersionRange Before(uint major, uint minor, uint patch = 0) => new(null, new TalosVersion(major, minor, patch), false);

    public bool Contains(TalosVersion version) =>
        version.IsParsable
            ? (From is not { } from || version >= from) && (Until is not { } until || version < until)
            : HoldsWhenUnparsable;
}
