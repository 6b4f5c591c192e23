using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.S3;

/// <summary>
/// Keeps assets as objects <c>assets/IDENTITY</c> of a bucket, as upstream does. Their entity tags are kept in a second store that vouches for them, such as a
/// registry with signatures: an object that has another tag, or that nobody vouches for, counts as missing.
/// </summary>
public sealed class S3AssetStore : IRedirectingAssetStore, IDisposable
{
    const string TagProperty = "etag";
    const int LongestEntry = 4096;

    readonly BucketOptions _bucket;
    readonly IAssetStore _tags;
    readonly AmazonS3Client _client;
    readonly ObjectUpload _upload;

    /// <summary>Uses a bucket.</summary>
    /// <param name="bucket">Where it is.</param>
    /// <param name="tags">Keeps the entity tags.</param>
    /// <param name="credentials">
    /// Who asks. Null: <c>CF_ACCESS_KEY</c> and <c>CF_SECRET_KEY</c> of the environment when both are set, or else where AWS's programs look.
    /// </param>
    public S3AssetStore(BucketOptions bucket, IAssetStore tags, AWSCredentials? credentials = null)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentException.ThrowIfNullOrEmpty(bucket.Name, nameof(bucket));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bucket.PresignedLifetime, TimeSpan.Zero, nameof(bucket));
        (_bucket, _tags) = (bucket, tags);
        _client = CreateClient(bucket, credentials ?? CredentialsOfEnvironment());
        _upload = new ObjectUpload(_client, bucket.Name);
    }

    /// <inheritdoc/>
    public async Task<StoredAsset?> FindAsync(Digest identity, CancellationToken cancellationToken = default)
    {
        if (await FindObjectAsync(identity, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        return new StoredAsset(found.Length, async token =>
        {
            var answer = await _client.GetObjectAsync(
                new GetObjectRequest { BucketName = _bucket.Name, Key = KeyOf(identity), EtagToMatch = found.Tag }, token).ConfigureAwait(false);
            return answer.ResponseStream;
        });
    }

    /// <inheritdoc/>
    public async Task PutAsync(Digest identity, BlobSource content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        await _upload.PutAsync(KeyOf(identity), content, $"attachment; filename=\"{identity.Hex}\"", cancellationToken).ConfigureAwait(false);
        var stored = await _client.GetObjectMetadataAsync(_bucket.Name, KeyOf(identity), cancellationToken).ConfigureAwait(false);
        var entry = BlobSource.FromText($"{{\"{TagProperty}\":\"{stored.ETag.Trim('"')}\"}}");
        await _tags.PutAsync(identity, entry, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Uri?> FindAddressAsync(Digest identity, string fileName, string mediaType, CancellationToken cancellationToken = default)
    {
        if (await FindObjectAsync(identity, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        var request = new GetPreSignedUrlRequest
        {
            BucketName = _bucket.Name,
            Key = KeyOf(identity),
            Verb = HttpVerb.GET,
            Protocol = _bucket.IsInsecure ? Protocol.HTTP : Protocol.HTTPS,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime + _bucket.PresignedLifetime,
        };
        request.ResponseHeaderOverrides.ContentDisposition = $"attachment; filename=\"{fileName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        request.ResponseHeaderOverrides.ContentType = mediaType;
        return ToDelivery(new Uri(await _client.GetPreSignedURLAsync(request).ConfigureAwait(false)));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    static AmazonS3Client CreateClient(BucketOptions bucket, AWSCredentials? credentials)
    {
        var configuration = new AmazonS3Config
        {
            AuthenticationRegion = bucket.Region.Length > 0 ? bucket.Region : "us-east-1",
            ForcePathStyle = true,

            // Servers other than AWS's do not know the checksums that the newest protocol has.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (bucket.Endpoint.Length > 0)
        {
            configuration.ServiceURL = $"{(bucket.IsInsecure ? "http" : "https")}://{bucket.Endpoint}";
        }
        else
        {
            configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(configuration.AuthenticationRegion);
        }

        return credentials is null ? new AmazonS3Client(configuration) : new AmazonS3Client(credentials, configuration);
    }

    static BasicAWSCredentials? CredentialsOfEnvironment() =>
        Environment.GetEnvironmentVariable("CF_ACCESS_KEY") is { Length: > 0 } key && Environment.GetEnvironmentVariable("CF_SECRET_KEY") is { Length: > 0 } secret
            ? new BasicAWSCredentials(key, secret) : null;

    static string KeyOf(Digest identity) => $"assets/{identity.Hex}";

    /// <summary>The object that is vouched for, with its length and tag; null when it is missing, another one, or without the metadata of an asset.</summary>
    async Task<(long Length, string Tag)?> FindObjectAsync(Digest identity, CancellationToken cancellationToken)
    {
        if (await ReadTagAsync(identity, cancellationToken).ConfigureAwait(false) is not { } tag)
        {
            return null;
        }

        try
        {
            var found = await _client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = _bucket.Name, Key = KeyOf(identity), EtagToMatch = tag }, cancellationToken).ConfigureAwait(false);
            return found.ETag == tag && found.Headers.ContentDisposition is { Length: > 0 } && found.Headers.ContentType is { Length: > 0 }
                ? (found.ContentLength, tag) : null;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed)
        {
            return null;
        }
    }

    async Task<string?> ReadTagAsync(Digest identity, CancellationToken cancellationToken)
    {
        if (await _tags.FindAsync(identity, cancellationToken).ConfigureAwait(false) is not { } entry || entry.Length > LongestEntry)
        {
            return null;
        }

        var stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var owned = stream.ConfigureAwait(false);
        var text = new byte[entry.Length];
        await stream.ReadExactlyAsync(text, cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(TagProperty, out var tag)
                && tag.ValueKind == JsonValueKind.String && tag.GetString() is { Length: > 0 } value ? $"\"{value}\"" : null;
        }
        catch (JsonException)
        {
            return null; // An asset of a time before the bucket.
        }
    }

    Uri ToDelivery(Uri address)
    {
        if (!_bucket.IsDelivered)
        {
            return address;
        }

        var path = address.AbsolutePath;
        var rest = path.StartsWith(_bucket.DeliveryTrimPrefix, StringComparison.Ordinal) ? path[_bucket.DeliveryTrimPrefix.Length..] : path;
        return new Uri($"https://{_bucket.DeliveryHost}/{rest.TrimStart('/')}{address.Query}");
    }
}
