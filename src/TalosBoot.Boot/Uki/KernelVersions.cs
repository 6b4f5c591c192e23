using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Uki;

/// <summary>The kernel version of each Talos release, as it is compiled into that release's imager (docs/formats/uki.md).</summary>
public static class KernelVersions
{
    const string Suffix = "-talos";

    // Talos minor version: the patch releases in which the kernel changed.
    // A patch release between two rows has the kernel of the row before it.
    static readonly Dictionary<uint, (uint Patch, string Kernel)[]> Rows = new()
    {
        [5] = [(0, "6.1.45"), (1, "6.1.46"), (2, "6.1.51"), (3, "6.1.54"), (4, "6.1.58"), (5, "6.1.61"), (6, "6.1.74")],
        [6] =
        [
            (0, "6.1.67"), (1, "6.1.69"), (2, "6.1.73"), (3, "6.1.74"), (5, "6.1.78"), (6, "6.1.80"), (7, "6.1.82"), (8, "6.1.100"),
        ],
        [7] = [(0, "6.6.28"), (1, "6.6.29"), (2, "6.6.30"), (3, "6.6.32"), (5, "6.6.33"), (6, "6.6.43"), (7, "6.6.52")],
        [8] = [(0, "6.6.52"), (1, "6.6.54"), (2, "6.6.58"), (3, "6.6.60"), (4, "6.6.64")],
        [9] = [(0, "6.12.5"), (1, "6.12.6"), (2, "6.12.9"), (3, "6.12.11"), (4, "6.12.13"), (5, "6.12.18"), (6, "6.12.25")],
        [10] =
        [
            (0, "6.12.25"), (2, "6.12.27"), (3, "6.12.28"), (4, "6.12.31"), (5, "6.12.35"), (6, "6.12.40"), (7, "6.12.43"), (8, "6.12.58"),
            (9, "6.12.63"),
        ],
        [11] = [(0, "6.12.43"), (1, "6.12.45"), (2, "6.12.48"), (3, "6.12.52"), (4, "6.12.57"), (6, "6.12.62")],
        [12] =
        [
            (0, "6.18.1"), (1, "6.18.2"), (2, "6.18.5"), (3, "6.18.8"), (4, "6.18.9"), (5, "6.18.15"), (6, "6.18.18"), (7, "6.18.24"),
            (8, "6.18.32"), (9, "6.18.35"), (10, "6.18.38"), (11, "6.18.42"),
        ],
        [13] =
        [
            (0, "6.18.24"), (1, "6.18.29"), (3, "6.18.33"), (4, "6.18.34"), (5, "6.18.36"), (6, "6.18.38"), (7, "6.18.39"), (8, "6.18.42"),
            (9, "6.18.44"),
        ],
    };

    static readonly Dictionary<string, string> PreReleases = new() { ["v1.14.0-rc.1"] = "6.18.44" };

    /// <summary>
    /// The kernel version of a release, such as <c>6.12.25-talos</c>, or null when the version is no release of the table.
    /// </summary>
    /// <param name="version">
    /// The version as its tag is written, with or without <c>v</c>. Releases after the last row of their minor version are not known.
    /// </param>
    public static string? Find(TalosVersion version)
    {
        var tag = version.Text.StartsWith('v') ? version.Text : "v" + version.Text;
        if (PreReleases.TryGetValue(tag, out var kernel))
        {
            return kernel + Suffix;
        }

        var isRelease = version is { IsParsable: true, Major: 1 }
            && tag == new TalosVersion(version.Major, version.Minor, version.Patch).Text;
        return isRelease && Rows.TryGetValue(version.Minor, out var rows) && version.Patch <= rows[^1].Patch
            ? rows.Last(row => row.Patch <= version.Patch).Kernel + Suffix
            : null;
    }
}
