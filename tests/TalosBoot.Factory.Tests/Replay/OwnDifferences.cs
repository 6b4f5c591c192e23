using System.Text.Json;

namespace TalosBoot.Factory.Tests.Replay;

/// <summary>Where answers differ from the recordings beyond the allowed differences, and why.</summary>
internal static class OwnDifferences
{
    const string Library = "the web server refuses the request itself, or writes the head of the answer itself";
    const string Pages = "pages have headers that protect them, and forms are answered with a redirect to the next step, so that reloading works without scripts";
    const string Limits = "a limit on hostile documents, which upstream has elsewhere";
    const string Series = "a series appears with its first event, and no cache has failed here";
    const string UnknownFile = "a file that the talosctl image does not have is 404, however its slash is written";
    const string AnyFormat = "a disk in a format that upstream's imager refuses for its platform is built";
    const string Pkcs8 = "what upstream answers with 500 because of PKCS #8 keys is answered, even where no recording with PKCS #1 keys has the request";

    static readonly (string Topic, string Id, string Reason)[] All =
    [
        ("router", "HEAD path *", Library), ("router", "http10", Library), ("router", "http12", Library), ("router", "nonascii-path", Library),
        ("pxe", "hdr http10", Library), ("image_cheap", "http10 kernel", Library),
        ("image_errors", "schematic %00 metal-amd64.iso", Library), ("image_errors", "schematic %00 nope", Library), ("image_errors", "form-HEAD-nul", Library),
        ("router", "POST_ui_wizard", Pages),
        ("variants", "badcore /", Pages), ("latest_order", "odd /?target=metal", Pages), ("latest_order", "odd /?target=sbc", Pages),
        ("latest_order", "2 wizard before", Pages), ("latest_order", "5 wizard after", Pages),
        ("latest_order", "odd /?target=cloud&version=1.14.0-alpha.10", Pages), ("latest_order", "odd /?target=cloud&version=1.14.0-rc.0", Pages),
        ("extra", "wizard final unknown board", Pages), ("extra", "wizard final metal cloud-arch", Pages),
        ("schematics", "anchor-self", Limits), ("schematics", "billion-laughs", Limits), ("schematics", "deep-ok", Limits),
        ("metrics", "metrics", Series), ("metrics", "metrics openmetrics", Series), ("metrics", "POST /metrics", Series),
        ("talosctl", "list-bad-slash-enc", UnknownFile), ("image_disks", "disk metal-amd64.vhd", AnyFormat),
    ];

    /// <summary>Why, each reason once.</summary>
    public static IEnumerable<string> Reasons => All.Select(difference => difference.Reason).Append(Pkcs8).Distinct();

    /// <summary>Whether a difference of a topic is meant.</summary>
    public static bool Allow(string topic, JsonElement difference) =>
        Array.Exists(All, allowed => allowed.Topic == topic && allowed.Id == difference.GetProperty("id").GetString())
        || (topic == "versions" && difference.GetProperty("differences").EnumerateArray().All(HasMoreEntries))
        || (topic == "secureboot_pkcs8keys" && difference.GetProperty("differences").EnumerateArray().Any(IsAnsweredNow));

    static bool IsAnsweredNow(JsonElement change) =>
        change[0].GetString() == "status" && change[2].GetInt32() == 500 && change[3].ValueKind == JsonValueKind.Number && change[3].GetInt32() is 200 or 206;

    /// <summary>The release that tests are made with names more extensions and overlays than that of the recordings: all of those must be there, in their order.</summary>
    static bool HasMoreEntries(JsonElement change)
    {
        if (change[0].GetString() != "body" || Names(change[2]) is not { Length: > 0 } recorded || Names(change[3]) is not { } actual)
        {
            return false;
        }

        return actual.Where(recorded.Contains).SequenceEqual(recorded);
    }

    static string[]? Names(JsonElement body)
    {
        try
        {
            using var list = JsonDocument.Parse(body.GetString()!);
            return [.. list.RootElement.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
