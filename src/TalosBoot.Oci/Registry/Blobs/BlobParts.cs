using System.Net;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>Gets the rest of a blob from any byte on, whether or not the server can begin there (docs/formats/oci.md).</summary>
internal sealed class BlobParts(RegistryOptions options, string host, OciDescriptor blob, Func<long, CancellationToken, Task<RegistryAnswer>> send)
{
    public OciDescriptor Blob => blob;

    public RegistryOptions Options => options;

    public string Host => host;

    public async Task<BlobPart> OpenAsync(long offset, Patience patience, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(offset, patience, cancellationToken).ConfigureAwait(false);
        try
        {
            if (answer.Status == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0)
            {
                answer.Dispose();
                answer = await SendAsync(0, patience, cancellationToken).ConfigureAwait(false);
            }

            var start = StartOf(answer, offset);
            var body = await answer.OpenBodyAsync(cancellationToken).ConfigureAwait(false);
            var part = new BlobPart(answer, body, answer.Watch(body, patience));
            await part.SkipAsync(offset - start, cancellationToken).ConfigureAwait(false);
            return part;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    async Task<RegistryAnswer> SendAsync(long offset, Patience patience, CancellationToken cancellationToken)
    {
        var start = patience.Now;
        using var late = new CancellationTokenSource(patience.Left, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await send(offset, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw patience.Exhausted(host, exception);
        }
        finally
        {
            patience.Note(start);
        }
    }

    /// <summary>Where the answer begins: a server that knows no ranges begins at the beginning.</summary>
    long StartOf(RegistryAnswer answer, long offset)
    {
        if (answer.Status == HttpStatusCode.OK)
        {
            if (answer.ContentLength is { } length)
            {
                BlobVerification.CheckSize(blob, length, host);
            }

            return 0;
        }

        if (answer.Status != HttpStatusCode.PartialContent || answer.ContentRange is not { From: { } from } range || from != offset)
        {
            throw new RegistryException(
                DiagnosticIds.RegistryAnswerInvalid, answer.Description, "the answer is not the range that was asked for. Check the registry.")
            {
                Status = answer.Status,
            };
        }

        if (range.Length is { } total)
        {
            BlobVerification.CheckSize(blob, total, host);
        }

        return from;
    }
}
