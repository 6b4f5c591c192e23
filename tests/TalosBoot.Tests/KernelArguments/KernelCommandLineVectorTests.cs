using TalosBoot.KernelArguments;
using TalosBoot.Planning;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Testing;

namespace TalosBoot.Tests.KernelArguments;

/// <summary>Both tables of upstream command lines, row by row.</summary>
public sealed class KernelCommandLineVectorTests
{
    [Test]
    public void Every_row_of_upstreams_own_tests_is_reproduced()
    {
        var rows = ReadRows("imager-tests.tsv", columns: 5);
        Assert.That(rows, Has.Count.EqualTo(16));
        Assert.Multiple(() =>
        {
            foreach (var row in rows)
            {
                Assert.That(BuiltInProfiles.TryFind(row[1], out var profile), Is.True, row[1]);
                var built = KernelCommandLineBuilder.Build(ResolvedRequest.Of(profile! with { Arch = row[2], Version = row[3] }));
                Assert.That(built.ToString(), Is.EqualTo(row[4]), row[0]);
            }
        });
    }

    [Test]
    public void Every_row_of_the_platform_table_is_reproduced()
    {
        var rows = ReadRows("platforms.tsv", columns: 6);
        Assert.That(rows, Has.Count.EqualTo(616));
        Assert.Multiple(() =>
        {
            foreach (var row in rows)
            {
                var profile = new Profile
                {
                    Platform = row[0],
                    Arch = row[1],
                    Version = row[2],
                    SecureBoot = bool.Parse(row[4]),
                    Output = new ProfileOutput { Kind = Enum.Parse<OutputKind>(row[3], ignoreCase: true) },
                };
                Assert.That(KernelCommandLineBuilder.Build(ResolvedRequest.Of(profile)).ToString(), Is.EqualTo(row[5]), string.Join(' ', row[..5]));
            }
        });
    }

    static List<string[]> ReadRows(string name, int columns)
    {
        var rows = File.ReadLines(RepositoryPaths.Vector("cmdline", name)).Skip(1).Select(line => line.Split('\t')).ToList();
        Assert.That(rows.Select(row => row.Length), Is.All.EqualTo(columns));
        return rows;
    }
}
