using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>Disks that are full at any moment of a build: that of the output, of the temporary files, and of the cache. Each is small, and seen by the build only.</summary>
[NonParallelizable]
public sealed class FullDiskTests
{
    // Mounts the small disk, runs the program as often as told, and lists what is left on the disk.
    const string Script = """
        size=$1 disk=$2 times=$3 listing=$4; shift 4
        mount -t tmpfs -o "size=$size,mode=0700" none "$disk" || exit 99
        while [ "$times" -gt 0 ] && { dotnet "$@"; code=$?; [ $code -eq 0 ]; }; do times=$((times - 1)); done
        (cd "$disk" && find . -type f) > "$listing"
        exit $code
        """;

    TemporaryFolder _folder = null!;
    Digest _expected;
    long _outputLength;

    [OneTimeSetUp]
    public void BuildWithSpace()
    {
        PrivateMount.Require();
        _folder = new TemporaryFolder();
        Assert.That(ImagerProgram.Run(Arguments("expected", "--cache-directory", _folder["warm"])).ExitCode, Is.Zero);
        (_expected, _outputLength) = (DigestOf("expected"), new FileInfo(Directory.GetFiles(_folder["expected"]).Single()).Length);
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [TestCase(0)]
    [TestCase(50)]
    [TestCase(99)]
    public void An_output_that_does_not_fit_is_told_and_nothing_is_left_of_it(int percent)
    {
        var (result, left) = Run("output", Math.Max(4096, _outputLength * percent / 100), 1, Arguments("output"));
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Error, Does.Contain("Error: TB6002: "));
        Assert.That(left, Is.Empty);
    }

    [TestCase(4)]
    [TestCase(256)]
    [TestCase(2048)]
    [TestCase(16384)]
    public void Temporary_files_that_do_not_fit_are_told_and_leave_no_output(int kibibytes)
    {
        var output = $"without-temporary-{kibibytes}";
        var (result, left) = Run("temporary", kibibytes * 1024L, 1, Arguments(output), _folder["temporary"]);
        Assert.That(left, Is.Empty);
        if (kibibytes <= 256)
        {
            Assert.That(result.ExitCode, Is.Not.Zero, "so little is not enough");
        }

        if (result.ExitCode != 0)
        {
            Assert.That(result.Error, Does.Contain("Error: TB6002: "));
            Assert.That(Directory.Exists(_folder[output]) ? Directory.GetFiles(_folder[output]) : [], Is.Empty);
        }
        else
        {
            Assert.That(DigestOf(output), Is.EqualTo(_expected));
        }
    }

    [TestCase(4)]
    [TestCase(256)]
    [TestCase(2048)]
    [TestCase(16384)]
    public void A_cache_that_is_full_costs_time_only(int kibibytes)
    {
        var output = $"without-cache-{kibibytes}";
        var (result, left) = Run("cache", kibibytes * 1024L, 2, Arguments(output, "--cache-directory", _folder["cache"]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(DigestOf(output), Is.EqualTo(_expected));
        var entries = left.Where(path => path.StartsWith("./content/", StringComparison.Ordinal) && path.EndsWith(".entry", StringComparison.Ordinal)).ToArray();
        Assert.That(left.Where(path => path.EndsWith(".partial", StringComparison.Ordinal)), Is.Empty);
        Assert.That(entries, Has.Length.LessThan(Directory.GetFiles(_folder["warm", "content"], "*.entry").Length), "not all of them fit");
    }

    (ToolResult Result, string[] Left) Run(string disk, long size, int times, string[] arguments, string? temporaryFolder = null)
    {
        Directory.CreateDirectory(_folder[disk]);
        var result = ForeignTool.TryRun(
            "unshare",
            ["-rm", "sh", "-c", Script, "sh", size.ToString(CultureInfo.InvariantCulture), _folder[disk], $"{times}", _folder["listing"], ImagerProgram.Assembly, "imager", .. arguments],
            environment: new Dictionary<string, string> { ["TMPDIR"] = temporaryFolder ?? Path.GetTempPath(), ["DOTNET_EnableDiagnostics"] = "0" });
        return (result, File.ReadAllLines(_folder["listing"]));
    }

    string[] Arguments(string output, params string[] more) =>
    [
        "iso", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--output-kind", "initramfs", "--images", DemoRelease.Folder, "--output", _folder[output],
        "--system-extension-image", DemoRelease.Reference("demo-hello", "v1.0.0"), "--system-extension-image", DemoRelease.Reference("demo-ucode", "v1.0.0"), .. more,
    ];

    Digest DigestOf(string output) => Digest.Sha256(BlobSource.FromFile(Directory.GetFiles(_folder[output]).Single()));
}
