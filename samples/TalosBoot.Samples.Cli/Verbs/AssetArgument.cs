using System.CommandLine;
using TalosBoot.Core.Versions;
using TalosBoot.Inspection;
using TalosBoot.Oci;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary>Opens what a user names: a file or folder, a URL, or a container image.</summary>
static class AssetArgument
{
    public static Argument<string> Create(string name) => new(name) { Description = "a file, a folder with an OCI layout, a URL, or an image reference" };

    public static async Task<AssetSource> OpenAsync(string text, ParseResult parsed, HttpClient client, CancellationToken cancellationToken)
    {
        if (WebAddress.TryParse(text, out var url))
        {
            return await AssetSource.OpenUrlAsync(client, url, cancellationToken);
        }

        if (File.Exists(text) || Directory.Exists(text) || !NamesRegistry(text) || !ImageReference.TryParse(text, out var reference))
        {
            return AssetSource.OpenFile(text);
        }

        var platform = new OciPlatform { OperatingSystem = "linux", Architecture = ArchitectureNames.Host.ToName() };
        return AssetSource.FromImage(await GlobalOptions.CreateImages(parsed).ResolveAsync(reference, platform, cancellationToken));
    }

    /// <summary>Whether a text begins with a registry, so that a file that is not there is no image of a public one.</summary>
    static bool NamesRegistry(string text) => !Path.IsPathRooted(text) && text.Split('/') is [var host, _, ..] && (host == "localhost" || host.AsSpan().ContainsAny('.', ':'))
        && host is not ("." or "..");
}
