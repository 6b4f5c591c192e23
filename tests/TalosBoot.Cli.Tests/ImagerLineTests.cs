using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

/// <summary>Calls of upstream's imager, by arguments, give the same exit code, files and finalized profile (docs/differences.md has the exceptions).</summary>
[NonParallelizable]
[Category("Fidelity")]
public sealed class ImagerLineTests
{
    /// <summary>What stands behind the finalized profile.</summary>
    static readonly string[] AfterProfile = ["skipped initramfs rebuild", "rebuilding initramfs", "initramfs ready", "kernel command line: "];

    /// <summary>The lines that are meant to end otherwise, by their number from 0, with our exit code. Each stands in docs/differences.md.</summary>
    static readonly Dictionary<int, (int ExitCode, string Words)> Differences = new()
    {
        [17] = (2, "An unknown disk format"),
        [31] = (6, "An input file that is missing"),
        [36] = (2, "An image cache for an output that holds none"),
        [38] = (2, "An image cache for an output that holds none"),
        [46] = (2, "An output without a format"),
        [51] = (7, "A disk that is too small"),
        [55] = (6, "An input file that is missing"),
        [57] = (6, "An input file that is missing"),
        [65] = (3, "An overlay for a release before 1.7"),
    };

    ImagerRelease _release = null!;

    public static IEnumerable<TestCaseData> Lines => RepositoryPaths.TryVector("real", "cli.jsonl") is { } file
        ? File.ReadLines(file).Select((line, number) => new TestCaseData(number, line).SetName($"Line {number}: {string.Join(' ', Words(line))}"))
        : [new TestCaseData(-1, string.Empty).SetName("The recorded calls are absent")];

    [OneTimeSetUp]
    public async Task CreateReleaseAsync() => _release = await ImagerRelease.CreateAsync();

    [OneTimeTearDown]
    public void Dispose() => _release?.Dispose();

    [TestCaseSource(nameof(Lines))]
    public void A_call_ends_as_upstreams(int number, string line)
    {
        _ = RepositoryPaths.Vector("real", "cli.jsonl");
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        using var output = new TemporaryFolder();
        var arguments = Words(line).Select(word => Fill(word, output.Path)).ToList();
        string[] folder = arguments.Contains("--output") ? [] : ["--output", output.Path];
        var result = CliProgram.Run(
            ["imager", .. arguments, .. folder, "--images", _release.Layout, "--show-secrets"], row.GetProperty("stdin").GetString() is { } input ? Fill(input, output.Path) : null,
            new Dictionary<string, string> { ["TALOS_VERSION"] = "v1.14.0-beta.1" });
        if (Differences.TryGetValue(number, out var difference))
        {
            Assert.That(result.ExitCode, Is.EqualTo(difference.ExitCode), result.Error);
            Assert.That(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "differences.md")), Does.Contain(difference.Words));
            Assert.That(Directory.GetFiles(output.Path), Is.Empty);
            return;
        }

        Assert.That(result.ExitCode, Is.EqualTo(row.GetProperty("exit").GetInt32()), result.Error);
        var files = row.GetProperty("files").EnumerateObject().ToList();
        Assert.That(Directory.GetFiles(output.Path).Select(Path.GetFileName), Is.EquivalentTo(files.Select(file => file.Name)));
        foreach (var file in files.Where(file => file.Value.ValueKind == JsonValueKind.String))
        {
            Assert.That(File.ReadAllText(output[file.Name]), Is.EqualTo(file.Value.GetString()));
        }

        foreach (var file in files.Where(file => file.Name.EndsWith(".raw", StringComparison.Ordinal) || file.Name.StartsWith("kernel-", StringComparison.Ordinal) && !file.Name.EndsWith(".zst", StringComparison.Ordinal)))
        {
            Assert.That(new FileInfo(output[file.Name]).Length, Is.EqualTo(file.Value.GetInt64()));
        }

        if (row.GetProperty("exit").GetInt32() == 0)
        {
            Assert.That(ProfileOf(result.Error), Is.EqualTo(WithoutTemporaryInputs(Fill(row.GetProperty("profile").GetString()!, output.Path))));
        }
    }

    static IEnumerable<string> Words(string line) => line.Length == 0 ? [] : JsonDocument.Parse(line).RootElement.GetProperty("args").EnumerateArray().Select(word => word.GetString()!);

    static string ProfileOf(string messages)
    {
        const string Start = "profile ready:\n";
        var start = messages.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return messages[start..AfterProfile.Select(line => messages.IndexOf(line, start, StringComparison.Ordinal)).Where(end => end >= 0).Min()];
    }

    /// <summary>Upstream embeds a configuration by an archive in its temporary folder, which its profile shows; here there is none.</summary>
    static string WithoutTemporaryInputs(string profile) =>
        profile.Replace("  systemExtensions:\n    - imageRef: \"\"\n      tarballPath: /tmp/imagerN/embedded-config.tar\n", string.Empty, StringComparison.Ordinal);

    string Fill(string text, string output) => text.Replace("${INPUTS}", _release.Inputs, StringComparison.Ordinal).Replace("${OUT}", output, StringComparison.Ordinal);
}
