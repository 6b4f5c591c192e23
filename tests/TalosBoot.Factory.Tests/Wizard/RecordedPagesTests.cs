using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>
/// The recorded pages of upstream's wizard: the same address offers the same answers, with the same one chosen, and a finished one leads to the same
/// schematic and files. What the pages look like is our own.
/// </summary>
[TestFixture]
internal sealed partial class RecordedPagesTests
{
    // Where upstream's page is another on purpose.
    static readonly Dictionary<string, string> Differences = new()
    {
        ["page bad-target"] = "a target that does not exist is asked for again",
        ["page bad-platform"] = "likewise a platform",
        ["page ext-bad-arch"] = "likewise an architecture",
        ["page back-onearch"] = "only architectures that the platform has are offered",
        ["page schematic-id-overlay"] = "a board has one architecture, which is not asked for",
        ["page schematic-id"] = "extensions keep the order of the schematic",
        ["page cmdline-sbc"] = "two bootloaders at once are not offered to arm64, which has no BIOS",
        ["page final-1.2.0"] = "a release without unified kernel images has none to download",
        ["page schematic-id-meta"] = "META values are kept",
    };

    static IEnumerable<TestCaseData> Pages => RepositoryPaths.TryVector("real", "factory", "transcripts", "ui.jsonl") is { } recording
        ? File.ReadLines(recording).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.GetProperty("id").GetString()!.StartsWith("page ", StringComparison.Ordinal)
                && !entry.GetProperty("id").GetString()!.StartsWith("page lang", StringComparison.Ordinal))
            .Select(entry => new TestCaseData(entry).SetArgDisplayNames(entry.GetProperty("id").GetString()!))
        : [];

    [OneTimeSetUp]
    public void Prepare() => BoardImages.Prepare();

    [TestCaseSource(nameof(Pages))]
    public async Task Offers_what_upstream_offered(JsonElement entry)
    {
        var (id, path) = (entry.GetProperty("id").GetString()!, entry.GetProperty("request").GetProperty("path").GetString()!);
        var recorded = entry.GetProperty("response");
        using var answer = await FactoryLab.Main.Http.GetAsync(path);
        var html = await answer.Content.ReadAsStringAsync();
        var status = recorded.GetProperty("status").GetInt32();
        if (status == 500)
        {
            // Upstream's own failure; here the client is told that it asked wrongly (docs/differences.md).
            Assert.That((int)answer.StatusCode, Is.EqualTo(400).Or.EqualTo(404));
            Assert.That(Differences, Does.Not.ContainKey(id));
            return;
        }

        var isSame = (int)answer.StatusCode == status;
        if (isSame && status == 200)
        {
            var summary = recorded.GetProperty("summary");
            isSame = !ChoicesOf(summary).Except(ChoicesOf(html)).Any() && !LinksOf(summary).Except(LinksOf(html)).Any();
        }

        Assert.That(isSame, Is.EqualTo(!Differences.ContainsKey(id)), () => $"{(int)answer.StatusCode}\n{html}");
    }

    [Test]
    public void Each_difference_is_of_a_page_that_was_recorded() => Assert.That(
        Differences.Keys.Except(Pages.Select(page => ((JsonElement)page.Arguments[0]!).GetProperty("id").GetString()!)), Is.Empty);

    /// <summary>Names and values of what can be chosen, and whether it is.</summary>
    static IEnumerable<(string Name, string Value, bool IsChosen)> ChoicesOf(JsonElement summary)
    {
        var select = string.Empty;
        foreach (var field in summary.GetProperty("fields").EnumerateArray())
        {
            string Text(string name) => field.TryGetProperty(name, out var value) ? value.GetString()! : string.Empty;
            var tag = Text("tag");
            select = tag == "select" ? Text("name") : select;
            if (tag == "option" && select != "lang")
            {
                yield return (select, Text("value"), field.TryGetProperty("selected", out _));
            }
            else if (tag == "input" && Text("type") is "radio" or "checkbox")
            {
                yield return (Text("name"), Text("value"), field.TryGetProperty("checked", out _));
            }
        }
    }

    static IEnumerable<(string Name, string Value, bool IsChosen)> ChoicesOf(string html)
    {
        var select = string.Empty;
        foreach (Match tag in Field().Matches(html))
        {
            string Text(string name) => WebUtility.HtmlDecode(Regex.Match(tag.Groups[2].Value, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);
            var (kind, attributes) = (tag.Groups[1].Value, tag.Groups[2].Value);
            select = kind == "select" ? Text("name") : select;
            if (kind == "option")
            {
                yield return (select, Text("value"), attributes.Contains("selected", StringComparison.Ordinal));
            }
            else if (kind == "input" && Text("type") is "radio" or "checkbox")
            {
                yield return (Text("name"), Text("value"), attributes.Contains("checked", StringComparison.Ordinal));
            }
        }
    }

    static IEnumerable<string> LinksOf(JsonElement summary) => summary.GetProperty("links").EnumerateArray().Select(link => link.GetString()!)
        .Where(IsOwn).Select(link => link[link.IndexOf('/', "http://".Length)..]);

    static IEnumerable<string> LinksOf(string html) => Link().Matches(html).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value))
        .Where(IsOwn).Select(link => link[link.IndexOf('/', "http://".Length)..]);

    static bool IsOwn(string link) => link.StartsWith("http://", StringComparison.Ordinal) && (link.Contains("/image/", StringComparison.Ordinal) || link.Contains("/talosctl/", StringComparison.Ordinal));

    [GeneratedRegex("<(input|select|option)\\b([^>]*)>")]
    private static partial Regex Field();

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
