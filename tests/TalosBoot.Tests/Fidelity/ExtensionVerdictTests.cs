using System.Text;
using System.Text.RegularExpressions;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Errors;
using TalosBoot.Profiles;
using TalosBoot.Testing;
using TalosBoot.Tests.Fidelity.Descriptions;

namespace TalosBoot.Tests.Fidelity;

/// <summary>Upstream's verdicts on odd extensions, and what becomes of those that it accepts.</summary>
[NonParallelizable]
[Category("Fidelity")]
public sealed partial class ExtensionVerdictTests
{
    /// <summary>The files below <c>usr/local</c> of extensions for which this project is meant to differ.</summary>
    static readonly Dictionary<string, (string Path, string Content)[]> Here = new()
    {
        ["tar dir-then-file"] = [("f", "x")],
        ["tar dup-file"] = [("f", "second")],
        ["tar hardlink"] = [("f", "x"), ("h", "x")],
        ["tar no-dir-entries"] = [("f", "x")],
        ["oci hard-cross"] = [("a", "abc"), ("b", "abc")],
        ["oci hard-replaced"] = [("a", "zzz"), ("b", "abc")],
        ["oci hard-same"] = [("a", "abc"), ("b", "abc")],
        ["oci implicit-dirs"] = [("a", "x")],
        ["oci whiteout-before-same-layer"] = [("a", "new")],
        ["oci whiteout-then-add"] = [("d/z", "x")],
    };

    TemporaryFolder _inputs = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void CreateInputs()
    {
        _inputs = RealInputs.Create();
        _engine = TalosBootEngine.Create();
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

    [TestCaseSource(typeof(ExtensionVerdict), nameof(ExtensionVerdict.All))]
    public async Task The_verdict_is_upstreams(object item)
    {
        var verdict = (ExtensionVerdict)item;
        var accepts = verdict.Here is { } here ? !here.StartsWith("refuses", StringComparison.Ordinal) : verdict.IsAccepted;
        var asset = verdict.Kind == "tar" ? new ContainerAsset { TarballPath = verdict.Path } : new ContainerAsset { OciPath = verdict.Path };
        var builder = _engine.CreateAsset()
            .ForTalos(verdict.Talos).ForArchitecture(Core.Versions.Architecture.Amd64).UseInitramfs(_inputs["amd64/initramfs.xz"])
            .Customize(custom => custom.AddExtensionImage(asset)).AsInitramfs();
        if (!accepts)
        {
            var exception = (await Assert.CatchAsync<TalosBootException>(() => builder.PlanAsync()))!;
            Assert.That(FailureMap.ToExitCode(exception), Is.EqualTo(ExitCode.Dependency), exception.Message);
            return;
        }

        using var spool = new ContentSpool(_inputs.Path);
        using var initramfs = await builder.PlanAsync();
        string[] lines =
        [
            .. AssetDescription.Of(initramfs.FileName, initramfs.Content, spool).Lines
                .Where(line => line.Contains(" sq ", StringComparison.Ordinal) || line.Contains(" squashfs contents ", StringComparison.Ordinal))
                .Select(line => line[(initramfs.FileName.Length + 1)..]),
        ];
        if (verdict.Here is null)
        {
            Assert.That(lines.Select(Mask), Is.EquivalentTo(verdict.Tree.Select(Mask)));
            return;
        }

        var files = Here[$"{verdict.Kind} {verdict.Name}"].Select(file => $"usr/local/{file.Path} {AssetDescription.Sha(Encoding.UTF8.GetBytes(file.Content))}");
        Assert.That(lines, Has.One.EndsWith($" squashfs contents {files.Count()} {AssetDescription.Sha(Encoding.UTF8.GetBytes(string.Join('\n', files)))}"));
        Assert.That(lines.Where(line => line.Contains(" sq d", StringComparison.Ordinal)), Is.All.Contains(" sq drwxr-xr-x 0/0 "));
    }

    /// <summary>Without the sizes of directories, which no reader tells.</summary>
    static string Mask(string line) => DirectorySize().Replace(line, "$1 ");

    [GeneratedRegex(@"( sq d\S+ \d+/\d+) +\d+ ")]
    private static partial Regex DirectorySize();
}
