using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Replay;

/// <summary>
/// Sends the requests that upstream's service answered, and compares the answers. The script and the list of allowed differences are those of the
/// recordings; what differs besides is in <see cref="OwnDifferences"/>, each with its reason.
/// </summary>
[TestFixture]
internal sealed class ReplayTests
{
    // What a server of "variants" reads is put into the cache by these.
    static readonly string[] Cached = ["pxe", "image_cheap", "registry_first"];
    static readonly HashSet<string> Replayed = [];

    [OneTimeSetUp]
    public void Create_the_schematics_that_the_others_use() => Replay("schematics_named");

    [TestCase("schematics")]
    [TestCase("schematic_storage")]
    [TestCase("versions")]
    [TestCase("talosctl")]
    [TestCase("image_errors")]
    [TestCase("pxe")]
    [TestCase("image_cheap")]
    [TestCase("image_disks", Explicit = true, Reason = "Its answers are 16 GB of images.")]
    [TestCase("router")]
    [TestCase("registry_first")]
    [TestCase("registry")]
    [TestCase("metrics")]
    public void Answers_as_upstream_did(string topic) => Replay(topic);

    [TestCase("variants", "variant", "badcore")]
    [TestCase("latest_order", "fresh", "odd", "absent")]
    [TestCase("extra", "odd")]
    [TestCase("secureboot", "secureboot")]
    [TestCase("secureboot_pkcs8keys", "secureboot-pkcs8")]
    public async Task Answers_as_upstream_did_with_another_configuration(string topic, params string[] names)
    {
        foreach (var before in Cached.Where(other => topic == "variants" && !Replayed.Contains(other)))
        {
            Replay(before);
        }

        using var folder = new TemporaryFolder();
        var servers = names.ToDictionary(name => name, name => RecordedServers.Start(name, folder));
        try
        {
            Replay(topic, [.. servers.SelectMany(server => new[] { "--server", $"{server.Key}=http://{server.Value.Address}" })]);
        }
        finally
        {
            foreach (var server in servers.Values)
            {
                await server.DisposeAsync();
            }
        }
    }

    static void Replay(string topic, params string[] servers)
    {
        Replayed.Add(topic);
        ForeignTool.Require("python3");
        using var folder = new TemporaryFolder();
        var report = folder["report.json"];
        var result = ForeignTool.TryRun("python3",
        [
            RepositoryPaths.Vector("real", "factory", "replay.py"), $"http://{FactoryLab.Main.Address}",
            RepositoryPaths.Vector("real", "factory", "transcripts", $"{topic}.jsonl"), "--lenient", "--registry", FactoryLab.Registry,
            "--server", $"metrics=http://{FactoryLab.Main.MetricsAddress}", "--timeout", "60", "--show", "0", "--json", report, .. servers,
        ]);

        Assert.That(File.Exists(report), Is.True, result.Error);
        using var document = JsonDocument.Parse(File.ReadAllText(report));
        var differences = document.RootElement.GetProperty("differences").EnumerateArray()
            .Where(difference => !OwnDifferences.Allow(topic, difference))
            .Select(difference => difference.GetRawText()[..Math.Min(400, difference.GetRawText().Length)]).ToArray();
        Assert.That(differences, Is.Empty);
        Assert.That(document.RootElement.GetProperty("equal").GetInt32() + document.RootElement.GetProperty("allowed").GetInt32(), Is.GreaterThan(3));
    }
}
