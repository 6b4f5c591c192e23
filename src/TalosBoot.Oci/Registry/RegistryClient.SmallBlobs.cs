using System.Net;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

public sealed partial class RegistryClient
{
    /// <summary>Reads a small blob whose size is not known, whole and checked.</summary>
    /// <param name="repository">A reference of the repository, whatever its tag or digest.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="limit">How many bytes the blob may have.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RegistryException">The blob is not there (TB2006), or the registry fails: see the remarks of this type.</exception>
    /// <exception cref="ContentMismatchException">The blob is longer than the limit (TB2102), or has another digest (TB2101).</exception>
    public Task<ReadOnlyMemory<byte>> GetBlobAsync(
        ImageReference repository, Digest digest, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return PullAsync(repository, (session, name) => GetBlobAsync(session, name, digest, limit, cancellationToken));
    }

    static async Task<ReadOnlyMemory<byte>> GetBlobAsync(
        RegistrySession session, string repository, Digest digest, int limit, CancellationToken cancellationToken)
    {
        var subject = $"{session.Endpoint.Host}/{repository}@{digest}";
        using var answer = await SendBlobAsync(session, repository, new OciDescriptor { Digest = digest }, 0, cancellationToken).ConfigureAwait(false);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw new RegistryException(
                DiagnosticIds.RegistryAnswerInvalid, subject, "the answer is a part of the blob, and all of it was asked for. Check the registry.")
            {
                Status = answer.Status,
            };
        }

        var body = await answer.OpenBodyAsync(cancellationToken).ConfigureAwait(false);
        await using var ownedBody = body.ConfigureAwait(false);
        using var guarded = answer.Watch(body);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await guarded.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count && count > 0)
        {
            if (content.Length + count > limit)
            {
                throw new ContentMismatchException(DiagnosticIds.LengthMismatch, subject, $"at most {limit} bytes", "more");
            }

            content.Write(buffer, 0, count);
        }

        var bytes = content.ToArray();
        BlobVerification.CheckDigest(digest, Digest.Sha256(bytes), subject);
        return bytes;
    }
}
