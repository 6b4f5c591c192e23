using System.Buffers.Binary;
using NUnit.Framework;

namespace TalosBoot.Testing;

/// <summary>
/// The programs of xfsprogs: those of a newer release than the machine's own, which know the newest features, where <c>eng/fetch-xfsprogs.sh
/// artifacts/xfsprogs</c> has brought them.
/// </summary>
public static class XfsPrograms
{
    const string Repair = "xfs_repair";

    const int IncompatibleFeaturesOffset = 216;
    const uint ExchangeRange = 0x40;
    const uint ParentPointers = 0x80;

    static readonly Version FirstWithParentPointers = new(6, 10);

    static readonly string[] Complaints = ["would", "bad ", "out of order", "rror"];

    /// <summary>The folder with configurations of <c>mkfs.xfs</c>, such as <c>lts_6.12.conf</c>. Skips the test with a reason when it is absent.</summary>
    public static string Configurations
    {
        get
        {
            var folder = Fetched("mkfs");
            if (!Directory.Exists(folder))
            {
                ForeignTool.SkipOrFail("Run eng/fetch-xfsprogs.sh artifacts/xfsprogs.");
            }

            return folder;
        }
    }

    /// <summary>A program: the newer one, or the installed one.</summary>
    public static string Find(string name) => File.Exists(Fetched("bin", name)) ? Fetched("bin", name) : name;

    /// <summary>
    /// Asks <c>xfs_repair -n</c> whether a volume is sound. Skips the test with a reason when the program is older than the volume's features.
    /// </summary>
    public static void Check(string path)
    {
        if (HasParentPointers(path) && VersionOf(Repair) < FirstWithParentPointers)
        {
            ForeignTool.SkipOrFail($"xfs_repair is older than {FirstWithParentPointers}. Run eng/fetch-xfsprogs.sh artifacts/xfsprogs.");
        }

        var result = ForeignTool.TryRun(Find(Repair), ["-n", "-f", path]);
        Assert.That(result.ExitCode, Is.Zero, $"{result.Output}\n{result.Error}");
        foreach (var complaint in Complaints)
        {
            Assert.That(
                $"{result.Output}\n{result.Error}".Split('\n').Where(line => line.Contains(complaint, StringComparison.Ordinal)
                    && !line.StartsWith("No modify flag set", StringComparison.Ordinal)), Is.Empty);
        }
    }

    static bool HasParentPointers(string path)
    {
        using var file = File.OpenRead(path);
        file.Position = IncompatibleFeaturesOffset;
        Span<byte> features = stackalloc byte[4];
        file.ReadExactly(features);
        return (BinaryPrimitives.ReadUInt32BigEndian(features) & (ExchangeRange | ParentPointers)) != 0;
    }

    static Version VersionOf(string tool)
    {
        var text = ForeignTool.Run(Find(tool), "-V").Lines[0];
        return Version.Parse(text[(text.LastIndexOf(' ') + 1)..]);
    }

    static string Fetched(params string[] parts) => Path.Combine([RepositoryPaths.Root, "artifacts", "xfsprogs", .. parts]);
}
