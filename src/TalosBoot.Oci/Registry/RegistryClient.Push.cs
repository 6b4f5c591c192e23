using System.Net;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry.Http;
using TalosBoot.Oci.Registry.Push;

namespace TalosBoot.Oci.Registry;

public sealed partial class RegistryClient
{
    /// <summary>Sends a blob, unless the repository has it. What failed for a reason that may pass is sent again.</summary>
    /// <param name="repository">A reference of the repository, whatever its tag or digest.</param>
    /// <param name="descriptor">Digest and size.</param>
    /// <param name="content">The bytes, which the registry checks against the digest.</param>
    /// <param name="mountFrom">A reference of a repository of the same registry that may have the blob, so that nothing need be sent; else null.</param>
    /// <param name="progress">Is told how far it is, in the stage <see cref="BuildStage.Push"/>; null (the default) for nobody.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="RegistryException">The registry fails: see the remarks of this type.</exception>
    /// <exception cref="ContentMismatchException">The content has another size than the descriptor says (TB2102).</exception>
    public Task PushBlobAsync(
        ImageReference repository, OciDescriptor descriptor, BlobSource content, ImageReference? mountFrom = null,
        IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(content);
        BlobVerification.CheckSize(descriptor, content.Length, repository.ToString());
        var from = mountFrom is not null && mountFrom.Registry == repository.Registry && mountFrom.Repository != repository.Repository
            ? mountFrom.Repository : null;
        return new BlobUpload(HomeSession(repository), repository.Repository, descriptor, content, from, _options, progress).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Sends a manifest or index, under a tag or its digest. Where it is about another manifest and the registry does not keep such relations, they are
    /// kept in the tag that the OCI specification has for them.
    /// </summary>
    /// <param name="reference">The tag, or the digest of the content.</param>
    /// <param name="mediaType">The media type.</param>
    /// <param name="content">The manifest.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>What was sent.</returns>
    /// <exception cref="RegistryException">The registry fails: see the remarks of this type.</exception>
    /// <exception cref="ContentMismatchException">The digest of the reference is not that of the content (TB2101).</exception>
    public async Task<OciDescriptor> PushManifestAsync(
        ImageReference reference, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentException.ThrowIfNullOrEmpty(mediaType);
        var descriptor = new OciDescriptor { MediaType = mediaType, Size = content.Length, Digest = Digest.Sha256(content.Span) };
        if (reference.Digest is { } wanted)
        {
            BlobVerification.CheckDigest(wanted, descriptor.Digest, reference.ToString());
        }

        var keepsReferrers = await PutManifestAsync(reference, mediaType, content, cancellationToken).ConfigureAwait(false);
        if (!keepsReferrers && ReferrerTag.Read(descriptor, content.Span, reference.ToString()) is { } referrer)
        {
            await new ReferrerTag(this, reference).AddAsync(referrer, cancellationToken).ConfigureAwait(false);
        }

        return descriptor;
    }

    /// <returns>Whether the registry said that it keeps what the manifest is about.</returns>
    async Task<bool> PutManifestAsync(ImageReference reference, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var repository = reference.Repository;
        var request = ManifestRequest(HttpMethod.Put, repository, TagOrDigest(reference)) with
        {
            Scopes = [RegistryRequest.PushScope(repository)],
            Content = () => new UploadContent(BlobSource.FromBytes(content), mediaType),
        };
        using var answer = await HomeSession(reference).SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted
            ? answer.Header("OCI-Subject") is not null
            : throw await RegistryErrors.CreateAsync(answer, reference.ToString(), DiagnosticIds.RegistryRefused, cancellationToken).ConfigureAwait(false);
    }
}
