namespace TalosBoot.Factory.Tests.Replay;

/// <summary>Where answers differ from the recordings beyond the allowed differences, and why.</summary>
internal static class OwnDifferences
{
    const string Library = "the web server refuses the request itself, or writes the head of the answer itself";
    const string Pages = "a form is answered with a redirect to the address of the next step, so that going back and reloading work without scripts";
    const string Limits = "a limit on hostile documents, which upstream has elsewhere";
    const string Series = "a series appears with its first event, and no cache has failed here";
    const string Catalogs = "the catalogs of the demo release name more extensions and overlays than those of the recording";
    const string UnknownFile = "a file that the talosctl image does not have is 404, however its slash is written";

    static readonly (string Topic, string Id, string Reason)[] All =
    [
        ("router", "HEAD path *", Library), ("router", "http10", Library), ("router", "http12", Library), ("router", "nonascii-path", Library),
        ("pxe", "hdr http10", Library), ("image_cheap", "http10 kernel", Library),
        ("image_errors", "schematic %00 metal-amd64.iso", Library), ("image_errors", "schematic %00 nope", Library), ("image_errors", "form-HEAD-nul", Library),
        ("router", "POST_ui_wizard", Pages),
        ("schematics", "anchor-self", Limits), ("schematics", "billion-laughs", Limits), ("schematics", "deep-ok", Limits),
        ("metrics", "metrics", Series), ("metrics", "metrics openmetrics", Series), ("metrics", "POST /metrics", Series),
        ("talosctl", "list-bad-slash-enc", UnknownFile),
        ("versions", "extensions-v1.5.5", Catalogs), ("versions", "extensions-v1.7.6", Catalogs), ("versions", "extensions-v1.10.4", Catalogs),
        ("versions", "extensions-v1.13.0-beta.1", Catalogs), ("versions", "extensions-v1.13.0", Catalogs), ("versions", "extensions-bad-pre-known", Catalogs),
        ("versions", "overlays-v1.7.6", Catalogs), ("versions", "overlays-v1.12.0", Catalogs), ("versions", "overlays-v1.13.0-beta.1", Catalogs),
        ("versions", "overlays-v1.13.0", Catalogs), ("versions", "overlays-bad-noV", Catalogs),
    ];

    public static string? ReasonFor(string topic, string id) => Array.Find(All, difference => difference.Topic == topic && difference.Id == id).Reason;
}
