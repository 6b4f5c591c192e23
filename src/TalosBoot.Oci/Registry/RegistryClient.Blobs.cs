using System.Net;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry.Blobs;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry;

public sealed partial class RegistryClient
{
    /// <summary>
    /// Opens a blob. The stream is read asynchronously and goes on by itself where a connection was lost. It ends after exactly the size; when it was
    /// opened from its beginning, its last read fails if the digest is another one. The caller disposes it.
    /// </summary>
    /// <param name="repository">A reference of the repository, whatever its tag or digest.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="size">The size of the whole blob in bytes.</param>
    /// <param name="offset">The first byte to read. Where it is not 0, the caller checks the digest of the whole.</param>
    /// <param name="cancellationToken">Stops opening.</param>
    /// <exception cref="RegistryException">The blob is not there (TB2006), or the registry fails: see the remarks of this type.</exception>
    /// <exception cref="ContentMismatchException">The blob has another size (TB2102); when reading: another digest (TB2101).</exception>
    public ValueTask<Stream> OpenBlobAsync(
        ImageReference repository, Digest digest, long size, long offset = 0, CancellationToken cancellationToken = default) =>
        OpenBlobAsync(repository, digest, size, offset, isHashed: true, null, cancellationToken);

    /// <summary>The same for readers that may hash the blob themselves, and from those that are trusted.</summary>
    internal async ValueTask<Stream> OpenBlobAsync(
        ImageReference repository, Digest digest, long size, long offset, bool isHashed, BlobTrust? trust, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, size);
        var blob = new OciDescriptor { Digest = digest, Size = size };
        var stream = new RegistryBlobStream(
            new BlobParts(_options, repository.Registry, blob, (start, token) => PullAsync(
                repository, (session, name) => SendBlobAsync(session, name, blob, start, token), trust: trust)),
            offset, isHashed);
        await stream.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return stream;
    }

    /// <summary>Whether a repository has a blob.</summary>
    /// <param name="repository">A reference of the repository, whatever its tag or digest.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="RegistryException">The registry fails: see the remarks of this type.</exception>
    public async Task<bool> BlobExistsAsync(ImageReference repository, Digest digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        try
        {
            return await PullAsync(repository, (session, name) => HeadBlobAsync(session, name, digest, cancellationToken)).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.BlobNotFound)
        {
            return false;
        }
    }

    static async Task<bool> HeadBlobAsync(RegistrySession session, string repository, Digest digest, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Head, repository, $"/{repository}/blobs/{digest}") { Scopes = [RegistryRequest.PullScope(repository)] };
        using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.Status == HttpStatusCode.OK ? true
            : throw await RegistryErrors.CreateAsync(
                answer, $"{session.Endpoint.Host}/{repository}@{digest}", DiagnosticIds.BlobNotFound, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A layer that its registry does not have, from where its descriptor says that it is (docs/formats/oci.md). No credentials are shown.</summary>
    internal async ValueTask<Stream> OpenForeignBlobAsync(
        ImageReference repository, OciDescriptor blob, long offset, bool isHashed, CancellationToken cancellationToken)
    {
        var session = HomeSession(repository);
        var failure = default(TalosBootException);
        foreach (var url in blob.Urls!)
        {
            try
            {
                var stream = new RegistryBlobStream(
                    new BlobParts(_options, repository.Registry, blob, (start, token) => session.SendForeignAsync(url, start, token)), offset, isHashed);
                await stream.ConnectAsync(cancellationToken).ConfigureAwait(false);
                return stream;
            }
            catch (TalosBootException exception)
            {
                failure ??= exception;
            }
        }

        throw new RegistryException(
            DiagnosticIds.BlobNotFound, repository.ToString(),
            $"the registry does not have the layer {blob.Digest}, and neither do the addresses that its descriptor names.", failure);
    }

    static async Task<RegistryAnswer> SendBlobAsync(
        RegistrySession session, string repository, OciDescriptor blob, long offset, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest(HttpMethod.Get, repository, $"/{repository}/blobs/{blob.Digest}")
        {
            Offset = offset,
            Scopes = [RegistryRequest.PullScope(repository)],
        };
        var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return answer;
        }

        using (answer)
        {
            throw await RegistryErrors.CreateAsync(
                answer, $"{session.Endpoint.Host}/{repository}@{blob.Digest}", DiagnosticIds.BlobNotFound, cancellationToken).ConfigureAwait(false);
        }
    }
}
