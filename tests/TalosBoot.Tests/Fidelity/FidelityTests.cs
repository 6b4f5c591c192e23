using System.Text.RegularExpressions;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Overlays.Programs;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;
using TalosBoot.Tests.Fidelity.Descriptions;

namespace TalosBoot.Tests.Fidelity;

/// <summary>What upstream's own imager made of the same inputs is what is made here, and what it refuses is refused.</summary>
[NonParallelizable]
[Category("Fidelity")]
public sealed class FidelityTests
{
    static readonly string[] RecompressedParts = ["systemExtensions", "embeddedMachineConfiguration"];
    static readonly string[] GrubTargets = ["i386-pc", "x86_64-efi", "arm64-efi"];

    TemporaryFolder _inputs = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void CreateInputs()
    {
        _inputs = RealInputs.Create();
        var grub = new FileTree();
        grub.Set("usr/lib/grub", GrubFolders.Tree(GrubTargets.Select(GrubFolders.OfDemoRelease)).Root);
        _engine = TalosBootEngine.Create(options =>
        {
            options.Splash = BlobSource.FromFile(_inputs["splash.bmp"]);
            options.Grub = grub;
            options.CacheDirectory = _inputs["cache-of-the-engine"];
            options.OverlayPrograms = new OverlayProgramOptions();
        });
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _inputs?.Dispose();
    }

    [TestCaseSource(typeof(RealCase), nameof(RealCase.Built))]
    public async Task The_asset_is_what_upstream_makes(object item)
    {
        var real = (RealCase)item;
        var text = RealInputs.ReadProfile(real.Name, _inputs);
        using var spool = new ContentSpool(_inputs.Path);
        using var asset = await _engine.CreateAsset(ProfileReader.Read(text)).PlanAsync();
        var description = AssetDescription.Of(asset.FileName, await asset.PackAsync(), spool);
        Assert.That(description.Unknown.Contains(asset.FileName), Is.EqualTo(asset.Profile.Output.Kind == OutputKind.Cmdline), "not described");
        var expected = real.ReadExpectation();
        var differences = DescriptionComparison.Compare(expected, description, RecompressedParts.Any(part => text.Contains(part, StringComparison.Ordinal)));
        Assert.That(differences.Where(line => real.Deviation is not { } meant || !Regex.IsMatch(line, meant)).Take(20), Is.Empty);
        Assert.That(DescriptionComparison.CountComparable(expected, description), Is.GreaterThan(0).And.GreaterThanOrEqualTo(expected.Count / 3));
    }

    [TestCaseSource(typeof(RealCase), nameof(RealCase.Refused))]
    public void What_upstream_refuses_is_refused(object item)
    {
        var text = RealInputs.ReadProfile(((RealCase)item).Name, _inputs);
        Assert.That(
            async () => (await _engine.CreateAsset(ProfileReader.Read(text)).PlanAsync()).Dispose(), Throws.InstanceOf<TalosBootException>());
    }

    [Test]
    public async Task A_difference_is_found()
    {
        using var spool = new ContentSpool(_inputs.Path);
        using var asset = await _engine.CreateAsset(ProfileReader.Read(RealInputs.ReadProfile("uki-1.14-amd64", _inputs))).PlanAsync();
        var description = AssetDescription.Of(asset.FileName, asset.Content, spool);
        var expected = new RealCase("uki-1.14-amd64").ReadExpectation();
        Assert.That(DescriptionComparison.Compare(expected, description, hasExtensions: true), Is.Empty);
        foreach (var word in new[] { " .cmdline b'", " cpio extensions.yaml ", " squashfs contents " })
        {
            var changed = expected.Select(line => line.Contains(word, StringComparison.Ordinal) ? line.Replace(word, $"{word}x", StringComparison.Ordinal) : line);
            Assert.That(DescriptionComparison.Compare(changed, description, hasExtensions: true), Is.Not.Empty, word);
        }
    }
}
