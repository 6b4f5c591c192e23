using System.CommandLine;
using System.Text.Json;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Overlays.Catalogs;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot extensions ls|resolve</c> and <c>talosboot overlays ls</c>: what is official for a release.</summary>
static class CatalogCommands
{
    static readonly Option<string> Talos = new("--talos") { HelpName = "VERSION", Description = "the Talos version, such as v1.12.0", Required = true };
    static readonly Argument<string[]> Names = new("name") { Description = "extensions, such as siderolabs/gvisor", Arity = ArgumentArity.OneOrMore };

    public static Command CreateExtensions()
    {
        var list = new Command("ls", "Lists the official extensions of a release.") { Talos };
        list.SetAction(async (parsed, cancellationToken) =>
        {
            Print(await ReadExtensionsAsync(parsed, cancellationToken), parsed, extension => $"{extension.Repository} {extension.Tag}", WriteJson);
        });
        var resolve = new Command("resolve", "Prints the references of official extensions of a release.") { Talos, Names };
        resolve.SetAction(async (parsed, cancellationToken) =>
        {
            var extensions = await ReadExtensionsAsync(parsed, cancellationToken);
            var found = parsed.GetRequiredValue(Names).Select(name => extensions.FirstOrDefault(extension => extension.Repository == name) ?? throw NotFound(name, extensions));
            Print(found, parsed, extension => extension.Reference, WriteJson);
        });
        return new Command("extensions", "The official system extensions.") { list, resolve };
    }

    public static Command CreateOverlays()
    {
        var list = new Command("ls", "Lists the official overlays of a release.") { Talos };
        list.SetAction(async (parsed, cancellationToken) =>
        {
            var reference = Reference("overlays", parsed);
            var overlays = OverlayCatalogReader.Read(await ReadAsync(reference, parsed, cancellationToken), reference);
            Print(overlays, parsed, overlay => $"{overlay.Name} {overlay.Repository}:{overlay.Tag}", (writer, overlay) =>
            {
                writer.WriteString("name", overlay.Name);
                writer.WriteString("repository", overlay.Repository);
                writer.WriteString("tag", overlay.Tag);
            });
        });
        return new Command("overlays", "The official overlays for boards.") { list };
    }

    static void Print<T>(IEnumerable<T> items, ParseResult parsed, Func<T, string> toLine, Action<Utf8JsonWriter, T> write)
    {
        var all = items.ToList();
        if (GlobalOptions.WantsJson(parsed))
        {
            JsonOutput.WriteObjects(all, write);
            return;
        }

        foreach (var item in all)
        {
            Console.Out.Write($"{toLine(item)}\n");
        }
    }

    static void WriteJson(Utf8JsonWriter writer, OfficialExtension extension)
    {
        writer.WriteString("name", extension.Repository);
        writer.WriteString("tag", extension.Tag);
        writer.WriteString("reference", extension.Reference);
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

    static ProfileValidationException NotFound(string name, IReadOnlyList<OfficialExtension> extensions)
    {
        var near = Suggestions.Nearest(name, extensions.Select(extension => extension.Repository));
        var hint = near is null ? "List them with talosboot extensions ls." : $"Did you mean {near}?";
        return new ProfileValidationException(DiagnosticIds.UnknownExtension, name, $"the release has no such extension. {hint}");
    }
}
