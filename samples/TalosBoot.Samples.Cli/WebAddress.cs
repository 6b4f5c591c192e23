using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Samples.Cli;

/// <summary>URLs of web servers, as users type them.</summary>
static class WebAddress
{
    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">The URL, when it is one of <c>http</c> or <c>https</c>.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) => Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https";
}
