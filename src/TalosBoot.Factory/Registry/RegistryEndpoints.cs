using Microsoft.AspNetCore.Http;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Schematics;

namespace TalosBoot.Factory.Registry;

/// <summary><c>/v2</c>: the front end that looks like a container registry (docs/formats/factory.md).</summary>
internal sealed class RegistryEndpoints(
    SchematicService schematics, VersionList versions, InstallerBuilds builds, IInstallerRegistry registry, ReverseProxy proxy, ReleaseImages images,
    ImageFactoryOptions options)
{
    const string Latest = "latest";

    public async Task AnswerAsync(FactoryExchange exchange)
    {
        var text = exchange.Values.Count == 0 ? "/" : exchange.Values[0];
        if (text.Trim('/').Length == 0)
        {
            await exchange.WriteAsync(null, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
            return;
        }

        var path = RegistryPath.Parse(text) ?? throw FactoryRequestException.NotFound($"unknown registry path: {GoQuote.Of(text)}");
        if (path.Schematic is not { } id)
        {
            await PassAsync(exchange, path).ConfigureAwait(false);
            return;
        }

        var schematic = await schematics.GetAsync(id, PasswordGate.UserOf(exchange.Context), exchange.Aborted).ConfigureAwait(false);
        _ = InstallerName.Parse(path.Image);
        if (path.Reference is "." or "..")
        {
            // As a registry answers, which nothing is asked for here: no address can hold such a name.
            exchange.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
            await Answers.WriteErrorAsync(exchange.Context, StatusCodes.Status404NotFound, "404 page not found").ConfigureAwait(false);
            return;
        }

        await (path.Resource switch
        {
            RegistryPath.Manifests => SendManifestAsync(exchange, path, schematic),
            RegistryPath.Referrers => SendReferrersAsync(exchange, path),
            _ => registry.AnswerAsync(exchange, path, path.Reference),
        }).ConfigureAwait(false);
    }

    async Task SendManifestAsync(FactoryExchange exchange, RegistryPath path, StoredSchematic schematic)
    {
        var tag = path.Reference == Latest ? (await versions.LatestAsync(exchange.Aborted).ConfigureAwait(false)).Tag : path.Reference;
        if (!tag.StartsWith('v'))
        {
            await registry.AnswerAsync(exchange, path, tag).ConfigureAwait(false);
            return;
        }

        _ = ReleaseVersion.Parse(tag);
        var client = exchange.Context.Connection.RemoteIpAddress?.ToString() ?? string.Empty;
        var digest = await builds.GetAsync(path.Image, schematic, tag, client, exchange.Aborted).ConfigureAwait(false);
        await registry.AnswerAsync(exchange, path, digest.ToString()).ConfigureAwait(false);
    }

    async Task SendReferrersAsync(FactoryExchange exchange, RegistryPath path)
    {
        if (!Digest.TryParse(path.Reference, out var subject))
        {
            throw FactoryRequestException.NotFound($"invalid referrers subject digest: {path.Reference}");
        }

        var filter = exchange.Target.Parameter("artifactType") is { Length: > 0 } given ? given : null;
        var index = await registry.ListReferrersAsync(path, subject, filter, exchange.Aborted).ConfigureAwait(false);
        if (filter is not null)
        {
            exchange.Response.Headers["Oci-Filters-Applied"] = "artifactType";
        }

        exchange.Response.Headers["Docker-Content-Digest"] = Digest.Sha256(index).ToString();
        await exchange.WriteAsync(InstallerImage.IndexType, index).ConfigureAwait(false);
    }

    /// <summary>Hands requests for images of the releases to their registry, if that is a mirror nearby (docs/formats/factory.md).</summary>
    Task PassAsync(FactoryExchange exchange, RegistryPath path)
    {
        var artifacts = options.Artifacts;
        if (!RegistryAddress.IsPlain(artifacts.CoreRegistry, artifacts.IsCoreInsecure))
        {
            throw new FactoryRequestException(StatusCodes.Status503ServiceUnavailable, "proxying to an authorized/secure backing registry is not possible");
        }

        var component = path.Image switch
        {
            "installer-base" => artifacts.Components.InstallerBase,
            "installer" => artifacts.Components.Installer,
            "imager" => artifacts.Components.Imager,
            "extensions" => artifacts.Components.ExtensionManifest,
            "overlays" => artifacts.Components.OverlayManifest,
            "talosctl-all" => artifacts.Components.Talosctl,
            _ => throw FactoryRequestException.NotFound($"unknown image: {path.Image}"),
        };
        var repository = new RepositoryName(artifacts.CoreRegistry, images.Prefix + component) { IsInsecure = artifacts.IsCoreInsecure };
        return proxy.PassAsync(exchange.Context, RegistryAddress.Of(repository, path.Resource, path.Reference, exchange.Target.Query));
    }
}
