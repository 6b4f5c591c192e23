using System.Text.Json;
using System.Text.RegularExpressions;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Cli.Tests;

/// <summary>
/// Calls of crane, in order, against a registry: the same exit code, standard output and files. Digests are those of another release: each of them must
/// be the same one of ours everywhere.
/// </summary>
[NonParallelizable]
[Category("Fidelity")]
public sealed partial class CraneLineTests
{
    /// <summary>What docs/differences.md leaves out with a reason.</summary>
    static readonly string[] LeftOut = ["version", "append", "mutate", "flatten", "index", "auth", "blob", "delete", "nosuch"];

    /// <summary>What the verbs that are left out would have made.</summary>
    static readonly string[] MadeByThem = ["/t/app:", "/t/mut:", "/t/flat:", "/t/ix:"];

    /// <summary>Forms of verbs that docs/differences.md leaves out.</summary>
    static readonly string[] OtherForms = ["pull --format legacy ", "push OUT/oci ", "push --index ", "digest ${REGISTRY}/t/idx:"];

    /// <summary>The image that the demo release has changed since the calls were recorded.</summary>
    const string Changed = "/siderolabs/imager:v1.12.0";

    readonly Dictionary<string, string> _ours = [];

    [Test]
    public void Calls_end_as_cranes()
    {
        var lines = File.ReadLines(RepositoryPaths.Vector("real", "crane.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        ForeignTool.Run("python3", RepositoryPaths.Vector("real", "factory", "setup", "seed.py"), $"http://{registry.Host}", DemoRelease.Folder);
        Directory.CreateDirectory(folder["OUT"]);
        var compared = 0;
        Assert.Multiple(() =>
        {
            foreach (var line in lines)
            {
                string[] words = [.. line.GetProperty("args").EnumerateArray().Select(word => word.GetString()!)];
                var call = string.Join(' ', words);
                if (!LeftOut.Contains(words[0]) && !Array.Exists(MadeByThem, call.Contains) && !Array.Exists(OtherForms, call.StartsWith))
                {
                    var ours = words.Select(word => word.Replace("${REGISTRY}", registry.Host, StringComparison.Ordinal).Replace("OUT", folder["OUT"], StringComparison.Ordinal));
                    Compare(call, line, [.. ours], registry.Host, folder);
                    compared++;
                }
            }
        });
        Assert.That(compared, Is.GreaterThan(60));
    }

    void Compare(string call, JsonElement line, string[] words, string host, TemporaryFolder folder)
    {
        var result = CliProgram.Run(["image", .. words]);
        Assert.That(result.ExitCode, Is.EqualTo(line.GetProperty("exit").GetInt32()), $"{call}: {result.Error}");
        if (words[0] != "export" && !(call.Contains(Changed, StringComparison.Ordinal) && words[0] is "manifest" or "config"))
        {
            var output = result.Output.Replace(host, "${REGISTRY}", StringComparison.Ordinal).Replace(folder["OUT"], "OUT", StringComparison.Ordinal);
            Assert.That(WithTheirDigests(line.GetProperty("stdout").GetString()!, output), call);
        }

        foreach (var file in Files(line).Where(file => !Digest().IsMatch(file)))
        {
            Assert.That(File.Exists(folder[file]), $"{call}: {file}");
        }
    }

    static IEnumerable<string> Files(JsonElement line) => line.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Object
        ? files.EnumerateObject().Select(file => file.Name)
        : [];

    /// <summary>Whether two texts are the same but for digests and sizes, and each of their digests is one of ours.</summary>
    bool WithTheirDigests(string theirs, string ours)
    {
        var (expected, got) = (Digest().Split(Size().Replace(theirs, "size")), Digest().Split(Size().Replace(ours, "size")));
        return expected.Length == got.Length && expected.Zip(got).All(pair => pair.First == pair.Second || Digest().IsMatch(pair.First) && IsKnown(pair.First, pair.Second));
    }

    bool IsKnown(string theirs, string ours) => _ours.TryGetValue(theirs, out var known) ? known == ours : _ours.TryAdd(theirs, ours);

    [GeneratedRegex("([0-9a-f]{64})")]
    private static partial Regex Digest();

    [GeneratedRegex("\"size\":\\s?\\d+")]
    private static partial Regex Size();
}
