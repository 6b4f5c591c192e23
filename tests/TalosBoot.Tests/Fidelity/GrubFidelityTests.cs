using System.Text;
using System.Text.RegularExpressions;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;
using TalosBoot.Tests.Fidelity.Descriptions;

namespace TalosBoot.Tests.Fidelity;

/// <summary>
/// ISOs with the GRUB that upstream's cases were made with: then the compressed module files are the same bytes, and where upstream's GRUB was 2.06, everything else
/// is what upstream makes, too.
/// </summary>
[NonParallelizable]
[Category("Fidelity")]
public sealed partial class GrubFidelityTests
{
    TemporaryFolder _inputs = null!;

    [OneTimeSetUp]
    public void CreateInputs() => _inputs = RealInputs.Create();

    [OneTimeTearDown]
    public void DeleteInputs() => _inputs?.Dispose();

    [Test]
    public async Task Module_folders_of_grub_2_12_have_the_bytes_of_upstream()
    {
        await using var engine = CreateEngine(GrubFolders.OfDemoRelease("i386-pc"), GrubFolders.OfDemoRelease("x86_64-efi"), GrubFolders.OfDemoRelease("arm64-efi"));
        foreach (var name in new[] { "iso-1.9-amd64", "iso-1.9-arm64", "iso-1.14-amd64" })
        {
            var (description, expected) = await DescribeAsync(engine, name, "cases", $"{name}.txt");
            var wanted = expected.Where(line => line.Contains(" grub modules ", StringComparison.Ordinal)).ToArray();
            Assert.That(wanted, Has.Length.EqualTo(name.StartsWith("iso-1.9", StringComparison.Ordinal) ? 6 : 2));
            Assert.That(ModuleLines(description), Is.EquivalentTo(wanted), name);
        }
    }

    [TestCase("iso-1.2-amd64")]
    [TestCase("iso-1.5-amd64")]
    public async Task An_iso_with_grub_2_06_is_what_upstream_makes(string name)
    {
        await using var engine = CreateEngine(GrubFolders.Installed("i386-pc"), GrubFolders.Installed("x86_64-efi"));
        var (description, expected) = await DescribeAsync(engine, name, "cases", "grub-2.06", $"{name}.txt");

        // Debian has no modules of another architecture.
        expected = [.. expected.Where(line => !line.Contains("arm64-efi", StringComparison.Ordinal))];
        Assert.That(DescriptionComparison.Compare(expected, description, hasExtensions: false), Is.Empty);
        var wanted = expected.Where(line => line.Contains(" grub modules ", StringComparison.Ordinal)).ToArray();
        Assert.That(wanted, Has.Length.EqualTo(4));
        Assert.That(ModuleLines(description), Is.EquivalentTo(wanted));
    }

    async Task<(AssetDescription Description, string[] Expected)> DescribeAsync(TalosBootEngine engine, string name, params string[] expectation)
    {
        var expected = await File.ReadAllLinesAsync(RepositoryPaths.Vector(["real", .. expectation]));
        using var asset = await engine.CreateAsset(ProfileReader.Read(RealInputs.ReadProfile(name, _inputs))).PlanAsync();
        using var spool = new ContentSpool(_inputs.Path);
        return (AssetDescription.Of(asset.FileName, asset.Content, spool), expected);
    }

    TalosBootEngine CreateEngine(params string[] folders) => TalosBootEngine.Create(options =>
    {
        var grub = new FileTree();
        grub.Set("usr/lib/grub", GrubFolders.Tree(folders).Root);
        options.Grub = grub;
        options.Splash = BlobSource.FromFile(_inputs["splash.bmp"]);
        options.CacheDirectory = _inputs["cache-of-grub-files"];
    });

    // One line for the hundreds of files of a folder, as the description of the vectors has it.
    static IEnumerable<string> ModuleLines(AssetDescription description) => description.Lines
        .Select(line => (Line: line, Match: ModuleFile().Match(line))).Where(item => item.Match.Success)
        .GroupBy(item => (Kind: item.Match.Groups[1].Value, Folder: item.Match.Groups[2].Value), item => item.Line)
        .Select(group =>
        {
            var digest = Digest.Sha256(Encoding.UTF8.GetBytes(string.Join('\n', group.Order(StringComparer.Ordinal)))).Hex;
            return $"{group.Key.Kind} grub modules {group.Key.Folder} {group.Count()} {digest[..16]}";
        });

    [GeneratedRegex(@"^(\S+ (?:tree|file)) .*boot/grub/(i386-pc|x86_64-efi|arm64-efi)/[^/]+\.(?:mod|lst)\b")]
    private static partial Regex ModuleFile();
}
