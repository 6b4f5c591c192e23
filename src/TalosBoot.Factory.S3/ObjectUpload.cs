using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using TalosBoot.Core.Content;

namespace TalosBoot.Factory.S3;

/// <summary>
/// Uploads objects, large ones in parts. Amazon's own helper for this frames every body in a way (aws-chunked) that servers of others, such as OpenStack
/// Swift, refuse.
/// </summary>
internal sealed class ObjectUpload(AmazonS3Client client, string bucket)
{
    // At most 10,000 parts are allowed: enough for 160 GB.
    const int PartSize = 16 << 20;
    const string MediaType = "application/octet-stream";

    /// <summary>Uploads an object. It appears when all of it is there.</summary>
    public async Task PutAsync(string key, BlobSource content, string disposition, CancellationToken cancellationToken)
    {
        if (content.Length > PartSize)
        {
            await PutInPartsAsync(key, content, disposition, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var body = Read(content, 0, new byte[content.Length], cancellationToken);
        var request = new PutObjectRequest { BucketName = bucket, Key = key, InputStream = body, UseChunkEncoding = false, ContentType = MediaType };
        request.Headers.ContentDisposition = disposition;
        await client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
    }

    async Task PutInPartsAsync(string key, BlobSource content, string disposition, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ContentType = MediaType };
        begin.Headers.ContentDisposition = disposition;
        var begun = await client.InitiateMultipartUploadAsync(begin, cancellationToken).ConfigureAwait(false);
        try
        {
            var (parts, buffer) = (new List<PartETag>(), new byte[PartSize]);
            for (var offset = 0L; offset < content.Length; offset += PartSize)
            {
                using var body = Read(content, offset, buffer, cancellationToken);
                var part = await client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = bucket,
                        Key = key,
                        UploadId = begun.UploadId,
                        PartNumber = parts.Count + 1,
                        PartSize = body.Length,
                        InputStream = body,
                        UseChunkEncoding = false,
                    }, cancellationToken).ConfigureAwait(false);
                parts.Add(new PartETag(part.PartNumber ?? parts.Count + 1, part.ETag));
            }

            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = begun.UploadId, PartETags = parts },
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(key, begun.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Parts of an upload that nobody completes would be kept, and paid for.</summary>
    async Task AbortAsync(string key, string uploadId)
    {
        try
        {
            await client.AbortMultipartUploadAsync(bucket, key, uploadId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AmazonS3Exception or AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
        {
            // What made the upload fail is told; a server that cannot be reached can be told nothing.
        }
    }

    static MemoryStream Read(BlobSource content, long offset, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(buffer.Length, content.Length - offset);
        content.Read(offset, buffer.AsSpan(0, length), cancellationToken);
        return new MemoryStream(buffer, 0, length, writable: false);
    }
}
