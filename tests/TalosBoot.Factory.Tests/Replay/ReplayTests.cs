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

    // Answers without an entity tag of ours, which the replay itself compares with the recording with PKCS #1 keys.
    static readonly string[] Compared = ["v2 HEAD metal-installer-secureboot", "v2 aws-installer-secureboot", "v2 HEAD aws-installer-secureboot"];

    // Requests that fail for another reason than the form of the keys: a version without Secure Boot.
    static readonly string[] NeverSigned = ["v1.2.0 cmdline-metal-amd64-secureboot", "v1.2.0 installer-amd64-secureboot.tar"];

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

    /// <summary>Upstream answers what it would sign with 500 when keys are PKCS #8. Here the answers are those with the same keys as PKCS #1.</summary>
    [Test]
    public async Task Signs_with_keys_that_upstream_does_not_take()
    {
        using var folder = new TemporaryFolder();
        await using var server = RecordedServers.Start("secureboot-pkcs8", folder);

        // In parts, each of which ends in time.
        string[][] parts = [["--only", "S*"], ["--only", "v1*"], ["--skip", "S*", "--skip", "v1*"]];
        var answered = new Dictionary<string, JsonElement>();
        var comparedCount = 0;
        foreach (var part in parts)
        {
            using var report = Report("secureboot_pkcs8keys", ["--server", $"secureboot-pkcs8=http://{server.Address}", .. part]);
            foreach (var difference in report.RootElement.GetProperty("differences").EnumerateArray())
            {
                Assert.That(OwnDifferences.Allow("secureboot_pkcs8keys", difference), Is.True, difference.GetRawText());
                answered.Add(difference.GetProperty("id").GetString()!, difference.GetProperty("differences").Clone());
            }

            comparedCount += report.RootElement.GetProperty("allowedBy").TryGetProperty("pkcs8-keys", out var compared) ? compared.GetInt32() : 0;
        }

        Assert.That(comparedCount, Is.EqualTo(Compared.Length));
        Assert.That(answered.Keys, Is.EquivalentTo(Refused("secureboot_pkcs8keys").Except(Compared).Except(NeverSigned)));
        foreach (var recorded in Recorded("secureboot").Where(recorded => answered.ContainsKey(recorded.Id)))
        {
            var type = answered[recorded.Id].EnumerateArray().Single(change => change[0].GetString() == "header" && change[1].GetString() == "content-type")[3];
            Assert.That(type.GetString(), Is.EqualTo(recorded.Answer.GetProperty("headers").GetProperty("content-type").GetString()), recorded.Id);
        }
    }

    static IEnumerable<string> Refused(string topic) => Recorded(topic).Where(recorded => recorded.Answer.GetProperty("status").GetInt32() == 500).Select(recorded => recorded.Id);

    static IEnumerable<(string Id, JsonElement Answer)> Recorded(string topic) =>
        from line in File.ReadLines(RepositoryPaths.Vector("real", "factory", "transcripts", $"{topic}.jsonl"))
        let entry = JsonDocument.Parse(line).RootElement
        select (entry.GetProperty("id").GetString()!, entry.GetProperty("response"));

    static void Replay(string topic, params string[] servers)
    {
        using var document = Report(topic, servers);
        var differences = document.RootElement.GetProperty("differences").EnumerateArray()
            .Where(difference => !OwnDifferences.Allow(topic, difference))
            .Select(difference => difference.GetRawText()[..Math.Min(400, difference.GetRawText().Length)]).ToArray();
        Assert.That(differences, Is.Empty);
        Assert.That(document.RootElement.GetProperty("equal").GetInt32() + document.RootElement.GetProperty("allowed").GetInt32(), Is.GreaterThan(3));
    }

    static JsonDocument Report(string topic, params string[] servers)
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
        return JsonDocument.Parse(File.ReadAllText(report));
    }
}
