using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Xfs;

/// <summary>What xfsprogs says of our volumes.</summary>
[TestFixture]
public sealed class XfsForeignToolTests
{
    const long Mebibyte = 1024 * 1024;

    static IEnumerable<TestCaseData> Volumes()
    {
        foreach (var features in Enum.GetValues<XfsFeatureSet>())
        {
            yield return new TestCaseData(new XfsOptions { Size = 1000 * Mebibyte, Features = features }).SetArgDisplayNames($"{features}_1000");
            yield return new TestCaseData(XfsOptions.ForBootPartition(2000 * Mebibyte, features, 4096))
                .SetArgDisplayNames($"{features}_2000_4096");
        }

        yield return new TestCaseData(new XfsOptions { Size = (317 * Mebibyte) + 12_345, Features = XfsFeatureSet.Lts66, Label = "odd" })
            .SetArgDisplayNames("odd_size");
    }

    [TestCaseSource(nameof(Volumes))]
    public async Task Repair_finds_nothing_to_repair(XfsOptions options)
    {
        foreach (var tree in new[] { new FileTree(), VolumeTrees.Boot(), VolumeTrees.Everything() })
        {
            using var folder = new TemporaryFolder();
            await XfsImageBuilder.Build(tree, options).WriteToFileAsync(folder["volume"]);
            XfsTools.Check(folder["volume"], options.Features);
        }
    }
}
