using Microsoft.AspNetCore.Http;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Stores;
using TalosBoot.Factory.Work;
using TalosBoot.Oci;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Factory.Registry;

/// <summary>Keeps installer images in a registry behind this service, as upstream does.</summary>
internal sealed class HandedInstallerRegistry(
    RegistryClient client, SignedRepository signatures, ReverseProxy proxy, RepositoryName place, ImageFactoryOptions options) : IInstallerRegistry
{
    static readonly TimeSpan LongestReadBack = TimeSpan.FromSeconds(30);
    static readonly TimeSpan FirstReadBack = TimeSpan.FromMilliseconds(250);

    readonly BoundedCache<(string Repository, Digest Digest), bool> _verified = new(100_000);

    public async Task<Digest?> FindAsync(string image, string schematic, string tag, CancellationToken cancellationToken)
    {
        var repository = Repository(image, schematic);
        OciDescriptor? found;
        try
        {
            found = await client.HeadManifestAsync(SingleLayerImage.Tagged(repository, tag), cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.ImageNotFound || (int?)exception.Status is 403 or 404)
        {
            return null;
        }

        if (found is null)
        {
            return null;
        }

        var key = (repository.Repository, found.Digest);
        if (!_verified.TryGet(key, out _))
        {
            if (await signatures.VerifyAsync(repository, found.Digest, cancellationToken).ConfigureAwait(false) is not null)
            {
                return null; // It is built again, and takes the place of what is there.
            }

            _verified.Set(key, true);
        }

        return found.Digest;
    }

    public async Task PublishAsync(string image, string schematic, string tag, InstallerImage content, CancellationToken cancellationToken)
    {
        var repository = Repository(image, schematic);
        var writer = new RegistryImageWriter(client);
        foreach (var (_, platformImage) in content.Images)
        {
            await writer.PushAsync(platformImage, repository.WithDigest(platformImage.Digest), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        await client.PushManifestAsync(repository.WithDigest(content.Digest), InstallerImage.IndexType, content.Index, cancellationToken).ConfigureAwait(false);
        await signatures.SignAsync(repository, content.Digest, cancellationToken).ConfigureAwait(false);
        await ReadBackAsync(repository, content.Digest, cancellationToken).ConfigureAwait(false);
        await client.PushManifestAsync(SingleLayerImage.Tagged(repository, tag), InstallerImage.IndexType, content.Index, cancellationToken).ConfigureAwait(false);
    }

    public Task AnswerAsync(FactoryExchange exchange, RegistryPath path, string reference)
    {
        var query = exchange.Target.Query;
        if (options.Artifacts.ExternalInstallers is { } external && !options.Authentication.IsEnabled)
        {
            exchange.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            exchange.Response.ContentLength = 0;
            exchange.Response.Headers.Location =
                RegistryAddress.Of(external.Below(path.Image, path.Schematic!), path.Resource, reference, query).AbsoluteUri;
            return Task.CompletedTask;
        }

        var behind = options.Artifacts.ExternalInstallers ?? place;
        return proxy.PassAsync(exchange.Context, RegistryAddress.Of(behind.Below(path.Image, path.Schematic!), path.Resource, reference, query));
    }

    public async Task<byte[]> ListReferrersAsync(RegistryPath path, Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var repository = Repository(path.Image, path.Schematic!);
        try
        {
            var referrers = await client.ListReferrersAsync(repository.WithDigest(subject), artifactType, cancellationToken).ConfigureAwait(false);
            return referrers.Count == 0
                ? InstallerImage.EmptyIndex
                : GoJson.Serialize(new OciIndex { SchemaVersion = 2, MediaType = InstallerImage.IndexType, Manifests = referrers });
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.ImageNotFound)
        {
            return InstallerImage.EmptyIndex;
        }
    }

    ImageReference Repository(string image, string schematic) => ImageReference.Parse(place.Below(image, schematic).ToString());

    /// <summary>Waits until the signature can be read: some registries show what was pushed a moment later.</summary>
    async Task ReadBackAsync(ImageReference repository, Digest digest, CancellationToken cancellationToken)
    {
        for (var delay = FirstReadBack; ; delay *= 2)
        {
            if (await signatures.VerifyAsync(repository, digest, cancellationToken).ConfigureAwait(false) is not { } failure)
            {
                return;
            }

            if (delay > LongestReadBack)
            {
                throw failure;
            }

            await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }
}
