using System.CommandLine;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Overlays.Catalogs;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot extensions ls|resolve</c> and <c>talosboot overlays ls</c>: what is official for a release.</summary>
static class CatalogCommands
{
    static readonly Option<string> Talos = new("--talos") { Description = "the Talos version, such as v1.12.0", Required = true };
    static readonly Argument<string[]> Names = new("name") { Description = "extensions, such as siderolabs/gvisor", Arity = ArgumentArity.OneOrMore };

    public static Command CreateExtensions()
    {
        var list = new Command("ls", "Lists the official extensions of a release.") { Talos };
        list.SetAction(async (parsed, cancellationToken) =>
        {
            foreach (var extension in await ReadExtensionsAsync(parsed, cancellationToken))
            {
                Console.Out.Write($"{extension.Repository} {extension.Tag}\n");
            }
        });
        var resolve = new Command("resolve", "Prints the references of official extensions of a release.") { Talos, Names };
        resolve.SetAction(async (parsed, cancellationToken) =>
        {
            var extensions = await ReadExtensionsAsync(parsed, cancellationToken);
            foreach (var name in parsed.GetRequiredValue(Names))
            {
                var found = extensions.FirstOrDefault(extension => extension.Repository == name) ?? throw NotFound(name, extensions);
                Console.Out.Write($"{found.Reference}\n");
            }
        });
        return new Command("extensions", "The official system extensions.") { list, resolve };
    }

    public static Command CreateOverlays()
    {
        var list = new Command("ls", "Lists the official overlays of a release.") { Talos };
        list.SetAction(async (parsed, cancellationToken) =>
        {
            var reference = Reference("overlays", parsed);
            foreach (var overlay in OverlayCatalogReader.Read(await ReadAsync(reference, parsed, cancellationToken), reference))
            {
                Console.Out.Write($"{overlay.Name} {overlay.Repository}:{overlay.Tag}\n");
            }
        });
        return new Command("overlays", "The official overlays for boards.") { list };
    }

    static async Task<IReadOnlyList<OfficialExtension>> ReadExtensionsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reference = Reference("extensions", parsed);
        return ExtensionCatalogReader.Read(await ReadAsync(reference, parsed, cancellationToken), reference);
    }

    static string Reference(string name, ParseResult parsed) => $"ghcr.io/siderolabs/{name}:{Versions.Complete(parsed.GetRequiredValue(Talos))}";

    /// <summary>The tree, whose files are small and stay in memory.</summary>
    static async Task<FileTree> ReadAsync(string reference, ParseResult parsed, CancellationToken cancellationToken)
    {
        var images = GlobalOptions.CreateImages(parsed);
        using var owned = images as IDisposable;
        var platform = new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" };
        var image = await images.ResolveAsync(ImageReference.Parse(reference), platform, cancellationToken);
        return await image.FlattenAsync(new ContentSpool(), cancellationToken: cancellationToken);
    }

    static ExtensionException NotFound(string name, IReadOnlyList<OfficialExtension> extensions)
    {
        var near = Suggestions.Nearest(name, extensions.Select(extension => extension.Repository));
        var hint = near is null ? "List them with talosboot extensions ls." : $"Did you mean {near}?";
        return new ExtensionException(DiagnosticIds.ExtensionCatalogInvalid, name, string.Empty, $"the release has no such extension. {hint}");
    }
}
