using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Xfs;

/// <summary>The programs of xfsprogs.</summary>
static class XfsTools
{
    static readonly Version FirstWithParentPointers = new(6, 10);

    /// <summary>
    /// Asks <c>xfs_repair -n</c>. One that is older than the features of the volume refuses it; the kernel is asked about those.
    /// </summary>
    public static void Check(string path, XfsFeatureSet features)
    {
        if (features == XfsFeatureSet.Lts618 && VersionOf("xfs_repair") < FirstWithParentPointers)
        {
            return;
        }

        var result = ForeignTool.TryRun("xfs_repair", ["-n", path]);
        Assert.That(result.ExitCode, Is.Zero, $"{result.Output}\n{result.Error}");
        foreach (var complaint in new[] { "would", "bad ", "out of order", "rror" })
        {
            Assert.That(
                $"{result.Output}\n{result.Error}".Split('\n').Where(line => line.Contains(complaint, StringComparison.Ordinal)
                    && !line.StartsWith("No modify flag set", StringComparison.Ordinal)), Is.Empty);
        }
    }

    public static Version VersionOf(string tool)
    {
        var text = ForeignTool.Run(tool, "-V").Lines[0];
        return Version.Parse(text[(text.LastIndexOf(' ') + 1)..]);
    }
}
