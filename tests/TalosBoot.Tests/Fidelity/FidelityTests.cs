using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Overlays.Programs;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;
using TalosBoot.Tests.Fidelity.Descriptions;

namespace TalosBoot.Tests.Fidelity;

/// <summary>
/// What upstream's own imager made of the same inputs. A case of an output that is not built yet passes, and is counted as not built; the count is told at
/// the end.
/// </summary>
[NonParallelizable]
[Category("Fidelity")]
public sealed class FidelityTests
{
    static readonly string[] RecompressedParts = ["systemExtensions", "embeddedMachineConfiguration"];
    static readonly string[] GrubTargets = ["i386-pc", "x86_64-efi", "arm64-efi"];

    TemporaryFolder _inputs = null!;
    TalosBootEngine _engine = null!;
    int _equal;
    int _unbuilt;
    int _undescribed;

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
    public async Task TellAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
            await TestContext.Progress.WriteLineAsync($"Fidelity: {_equal} equal, {_unbuilt} not built, {_undescribed} built and not described.");
        }

        _inputs?.Dispose();
    }

    [TestCaseSource(typeof(RealCase), nameof(RealCase.All))]
    public async Task The_asset_is_what_upstream_makes(object item)
    {
        var real = (RealCase)item;
        var text = RealInputs.ReadProfile(real.Name, _inputs);
        BootAsset asset;
        try
        {
            asset = await _engine.CreateAsset(ProfileReader.Read(text)).PlanAsync();
        }
        catch (ProfileValidationException exception) when (
            exception.DiagnosticId == DiagnosticIds.UnknownBaseProfile && text.Contains("overlay:", StringComparison.Ordinal))
        {
            _unbuilt++;
            Assert.Pass("not built: the profile of an overlay");
            return;
        }
        catch (TalosBootException) when (real.IsRefused)
        {
            _equal++;
            Assert.Pass("refused, as upstream does");
            return;
        }

        using (asset)
        {
            Assert.That(real.IsRefused, Is.False, "upstream refuses it");
            if (asset.Size is null)
            {
                _undescribed++;
                Assert.Pass("built, and not described: it is packed when it is written");
            }

            var description = AssetDescription.Of(asset.FileName, asset.Content);
            if (description.Unknown.Contains(asset.FileName) && asset.Profile.Output.Kind != OutputKind.Cmdline)
            {
                _undescribed++;
                Assert.Pass("built, and not described");
            }

            var expected = real.ReadExpectation();
            Assert.That(
                DescriptionComparison.Compare(expected, description, RecompressedParts.Any(part => text.Contains(part, StringComparison.Ordinal))).Take(20), Is.Empty);
            Assert.That(DescriptionComparison.CountComparable(expected, description), Is.GreaterThan(0).And.GreaterThanOrEqualTo(expected.Count / 3));
            _equal++;
        }
    }

    [Test]
    public async Task A_difference_is_found()
    {
        using var asset = await _engine.CreateAsset(ProfileReader.Read(RealInputs.ReadProfile("uki-1.14-amd64", _inputs))).PlanAsync();
        var description = AssetDescription.Of(asset.FileName, asset.Content);
        var expected = new RealCase("uki-1.14-amd64").ReadExpectation();
        Assert.That(DescriptionComparison.Compare(expected, description, hasExtensions: true), Is.Empty);
        foreach (var word in new[] { " .cmdline b'", " cpio extensions.yaml ", " squashfs contents " })
        {
            var changed = expected.Select(line => line.Contains(word, StringComparison.Ordinal) ? line.Replace(word, $"{word}x", StringComparison.Ordinal) : line);
            Assert.That(DescriptionComparison.Compare(changed, description, hasExtensions: true), Is.Not.Empty, word);
        }
    }
}
