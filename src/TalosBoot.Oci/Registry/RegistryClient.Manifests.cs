using System.Net;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry;

public sealed partial class RegistryClient
{
    // In upstream's order, which some registries choose by (docs/formats/oci.md).
    const string AcceptedManifests =
        "application/vnd.docker.distribution.manifest.v1+json,application/vnd.docker.distribution.manifest.v1+prettyjws,"
        + OciMediaTypes.DockerManifest + "," + OciMediaTypes.Manifest + "," + OciMediaTypes.DockerManifestList + "," + OciMediaTypes.Index;

    /// <summary>Fetches the manifest or index of a tag or digest.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="RegistryException">There is none (TB2002), or the registry fails: see the remarks of this type.</exception>
    /// <exception cref="ContentMismatchException">The manifest is not what its digest says (TB2101).</exception>
    public Task<RegistryManifest> GetManifestAsync(ImageReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return GetManifestAsync(reference, isForPush: false, cancellationToken);
    }

    /// <summary>Asks for media type, size and digest of the manifest or index of a tag or digest, without fetching it.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="RegistryException">There is none (TB2002), or the registry fails: see the remarks of this type.</exception>
    /// <exception cref="ContentMismatchException">The registry has another digest for the digest that was asked for (TB2101).</exception>
    public Task<OciDescriptor> HeadManifestAsync(ImageReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return PullAsync(reference, (session, repository) => HeadManifestAsync(session, repository, reference, cancellationToken));
    }

    /// <summary>A manifest that an index names, by the media type that the index says.</summary>
    internal Task<RegistryManifest> GetChildAsync(ImageReference repository, OciDescriptor child, CancellationToken cancellationToken) => PullAsync(
        repository, (session, name) => GetManifestAsync(session, name, repository.WithDigest(child.Digest), child.MediaType, cancellationToken));

    /// <summary>The digest that the registry which is pushed to has for a reference, whatever mirrors have.</summary>
    internal async Task<Digest> FindDigestAsync(ImageReference reference, CancellationToken cancellationToken) =>
        (await HeadManifestAsync(HomeSession(reference), reference.Repository, reference, cancellationToken).ConfigureAwait(false)).Digest;

    /// <summary>The manifest of a reference: of the registry that is pushed to, or of whoever has it.</summary>
    internal Task<RegistryManifest> GetManifestAsync(ImageReference reference, bool isForPush, CancellationToken cancellationToken) => PullAsync(
        reference, (session, repository) => GetManifestAsync(session, repository, reference, AcceptedManifests, cancellationToken), isForPush);

    static RegistryRequest ManifestRequest(HttpMethod method, string repository, string reference) =>
        new(method, repository, $"/{repository}/manifests/{reference}") { Scopes = [RegistryRequest.PullScope(repository)] };

    static string TagOrDigest(ImageReference reference) => reference.Digest?.ToString() ?? reference.Tag!;

    async Task<RegistryManifest> GetManifestAsync(
        RegistrySession session, string repository, ImageReference reference, string accept, CancellationToken cancellationToken)
    {
        var request = ManifestRequest(HttpMethod.Get, repository, TagOrDigest(reference)) with { Accept = accept };
        using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw await RegistryErrors.CreateAsync(answer, reference.ToString(), DiagnosticIds.ImageNotFound, cancellationToken).ConfigureAwait(false);
        }

        var content = await answer.ReadBodyAsync(_options.Limits.MaximumDocumentLength, cancellationToken).ConfigureAwait(false);
        var digest = Digest.Sha256(content);
        if (reference.Digest is { } wanted)
        {
            BlobVerification.CheckDigest(wanted, digest, reference.ToString());
        }

        // What a registry says of text or bytes in general says nothing of the manifest.
        var mediaType = answer.MediaType is "" or "text/plain" or "application/json" or "application/octet-stream"
            ? OciDocuments.GuessMediaType(content, reference.ToString()) : answer.MediaType;
        return new RegistryManifest(new OciDescriptor { MediaType = mediaType, Size = content.Length, Digest = digest }, content);
    }

    static async Task<OciDescriptor> HeadManifestAsync(
        RegistrySession session, string repository, ImageReference reference, CancellationToken cancellationToken)
    {
        var request = ManifestRequest(HttpMethod.Head, repository, TagOrDigest(reference)) with { Accept = AcceptedManifests };
        using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw await RegistryErrors.CreateAsync(answer, reference.ToString(), DiagnosticIds.ImageNotFound, cancellationToken).ConfigureAwait(false);
        }

        var digest = answer.ContentDigest ?? throw Missing(answer, "Docker-Content-Digest");
        if (reference.Digest is { } wanted)
        {
            BlobVerification.CheckDigest(wanted, digest, reference.ToString());
        }

        return new OciDescriptor
        {
            MediaType = answer.MediaType is { Length: > 0 } mediaType ? mediaType : throw Missing(answer, "Content-Type"),
            Size = answer.ContentLength ?? throw Missing(answer, "Content-Length"),
            Digest = digest,
        };
    }

    static RegistryException Missing(RegistryAnswer answer, string header) => new(
        DiagnosticIds.RegistryAnswerInvalid, answer.Description, $"the answer has no usable {header}. Fetch the manifest itself.")
    {
        Status = answer.Status,
    };
}
