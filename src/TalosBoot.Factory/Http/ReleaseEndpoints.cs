using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Http;

/// <summary>Versions, lists of extensions and overlays, and talosctl (docs/formats/factory.md).</summary>
internal sealed class ReleaseEndpoints(
    VersionList versions, ReleaseCatalogs catalogs, ReleaseImages images, AssetLibrary library, ImageFactoryOptions options)
{
    // Upstream sends JSON as what its first bytes look like, and clients were written against that.
    const string SniffedType = Answers.PlainText;

    public async Task ListVersionsAsync(FactoryExchange exchange)
    {
        var answer = exchange.Target.Parameter("broken") == "true"
            ? versions.BrokenAnswer
            : (await versions.GetAsync(exchange.Aborted).ConfigureAwait(false)).Answer;
        await exchange.WriteAsync(SniffedType, answer).ConfigureAwait(false);
    }

    public async Task ListExtensionsAsync(FactoryExchange exchange)
    {
        var extensions = await catalogs.GetExtensionsAsync(ReleaseVersion.Parse(exchange.Values[0]), exchange.Aborted).ConfigureAwait(false);
        await exchange.WriteAsync(SniffedType, GoJsonText.Objects(extensions.Select(extension => new[]
        {
            ("name", extension.Repository), ("ref", $"{images.CoreRegistry}/{extension.Repository}:{extension.Tag}"),
            ("digest", extension.Digest.ToString()), ("author", extension.Author), ("description", extension.Description),
        }))).ConfigureAwait(false);
    }

    public async Task ListOverlaysAsync(FactoryExchange exchange)
    {
        var overlays = await catalogs.GetOverlaysAsync(ReleaseVersion.Parse(exchange.Values[0]), exchange.Aborted).ConfigureAwait(false);
        await exchange.WriteAsync(SniffedType, GoJsonText.Objects(overlays.Select(overlay => new[]
        {
            ("name", overlay.Name), ("image", overlay.Repository), ("ref", $"{overlay.Registry}/{overlay.Repository}:{overlay.Tag}"),
            ("digest", $"{overlay.Digest}"),
        }))).ConfigureAwait(false);
    }

    public async Task ListTalosctlAsync(FactoryExchange exchange)
    {
        var release = ParseTolerantly(exchange.Values[0]);
        await versions.RequireAsync(release, exchange.Aborted).ConfigureAwait(false);
        IReadOnlyList<string> names = release.Quirks.SupportsFactoryTalosctlDownload
            ? await catalogs.GetTalosctlAsync(release, exchange.Aborted).ConfigureAwait(false) : [];
        var prefix = $"{options.Http.ExternalUrl.TrimEnd('/')}/talosctl/{TagAsWritten(exchange.Values[0])}/";
        await exchange.WriteAsync("application/json", GoJsonText.Lines(names.Where(IsProgram).Select(name => prefix + name))).ConfigureAwait(false);
    }

    public async Task SendTalosctlAsync(FactoryExchange exchange)
    {
        var (release, name) = (ParseTolerantly(exchange.Values[0]), exchange.Values[1]);
        await versions.RequireAsync(release, exchange.Aborted).ConfigureAwait(false);
        if (name is "." or "..")
        {
            throw FactoryRequestException.NotFound($"there is no file {name}");
        }

        var image = (release.Quirks.SupportsFactoryTalosctlDownload ? await FindTalosctlAsync(release, exchange.Aborted).ConfigureAwait(false) : null)
            ?? throw release.NotAvailable();
        if (!image.Names.Contains(name))
        {
            throw FactoryRequestException.NotFound($"talosctl {release.Tag} has no file {name}");
        }

        var identity = Digest.Sha256(System.Text.Encoding.UTF8.GetBytes($"talosctl\n{image.Digest}\n{name}"));
        var client = exchange.Context.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
        var asset = await library.GetFileAsync(
            identity, client, (spool, cancellationToken) => catalogs.ReadTalosctlFileAsync(release, image, name, spool, cancellationToken), exchange.Aborted)
            .ConfigureAwait(false);
        await using var owned = asset.ConfigureAwait(false);
        await AssetSender.SendAsync(exchange, asset, name, MediaTypes.Of(name)).ConfigureAwait(false);
    }

    async Task<TalosctlImage?> FindTalosctlAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        try
        {
            return await catalogs.GetTalosctlImageAsync(release, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.ImageNotFound)
        {
            return null;
        }
    }

    /// <summary>Only here versions are read tolerantly.</summary>
    static ReleaseVersion ParseTolerantly(string text) => SemanticVersion.TryParseTolerant(text, out var version)
        ? new ReleaseVersion(version, "v" + version)
        : throw FactoryRequestException.Internal($"\"{text}\" is no version");

    static string TagAsWritten(string text) => text.StartsWith('v') ? text : "v" + text;

    static bool IsProgram(string name) => name.StartsWith("talosctl-", StringComparison.Ordinal);
}
