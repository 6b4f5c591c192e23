using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.AwsKms;

/// <summary>
/// An RSA key in AWS KMS. Give it to a <see cref="RemoteSecureBootSigner"/> or a <see cref="RemotePcrSigner"/>. Thread-safe.
/// </summary>
/// <remarks>The JSON interfaces of KMS and ACM are called; the private key never leaves KMS.</remarks>
public sealed class KmsKey : IRemoteKey
{
    readonly KeyServiceClient _client;
    readonly KmsKeyOptions _options;

    /// <summary>Names a key. AWS is first called when something is wanted.</summary>
    /// <param name="client">The client to call with; the caller's to dispose.</param>
    /// <param name="options">The key.</param>
    /// <exception cref="SigningException">Key or region are empty (TB4512).</exception>
    public KmsKey(HttpClient client, KmsKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        if (options.KeyId.Length == 0 || options.Region.Length == 0
            || !options.Region.All(character => char.IsAsciiLetterOrDigit(character) || character == '-'))
        {
            throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid,
                $"the KMS key \"{options.KeyId}\" in the region \"{options.Region}\" cannot be named: give both.");
        }

        _client = new KeyServiceClient(client, "AWS", Explain);
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">There is none (TB4511), AWS refused the credentials (TB4513), or failed (TB4508).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default)
    {
        if (!_options.Certificate.IsEmpty)
        {
            return SigningCertificate.Read(_options.Certificate).Der;
        }

        if (_options.CertificateArn.Length == 0)
        {
            throw new SigningException(
                DiagnosticIds.SignerKeyNotFound, $"the KMS key {_options.KeyId} was named without a certificate. Give one, or its ARN.");
        }

        var answer = await SendAsync(
            "acm", "CertificateManager.GetCertificate",
            JsonSerializer.SerializeToUtf8Bytes(
                new AwsDocuments.CertificateRequest(_options.CertificateArn), AwsJson.Default.CertificateRequest),
            AwsJson.Default.CertificateAnswer, cancellationToken).ConfigureAwait(false);
        return SigningCertificate.Read(Encoding.ASCII.GetBytes(answer.Certificate ?? string.Empty)).Der;
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">As for <see cref="GetCertificateAsync"/>; or the key is no RSA key that signs (TB4503).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default)
    {
        var answer = await SendAsync(
            "kms", "TrentService.GetPublicKey",
            JsonSerializer.SerializeToUtf8Bytes(new AwsDocuments.KeyRequest(_options.KeyId), AwsJson.Default.KeyRequest),
            AwsJson.Default.PublicKeyAnswer, cancellationToken).ConfigureAwait(false);
        if (answer is not { KeyUsage: "SIGN_VERIFY", KeySpec: "RSA_2048" or "RSA_3072" or "RSA_4096" })
        {
            throw new SigningException(
                DiagnosticIds.SigningKeyUnsupported,
                $"the KMS key {_options.KeyId} is a {ForeignText.Quote($"{answer.KeySpec} key for {answer.KeyUsage}")}; an RSA_2048, RSA_3072 or RSA_4096 key for "
                    + "SIGN_VERIFY is needed.");
        }

        return _client.Decode(answer.PublicKey, Convert.FromBase64String, "public key");
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">As for <see cref="GetCertificateAsync"/>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new AwsDocuments.SignRequest(
            _options.KeyId, Convert.ToBase64String(request.Digest.Span), "DIGEST", ToAlgorithm(request.HashAlgorithm));
        var answer = await SendAsync(
            "kms", "TrentService.Sign", JsonSerializer.SerializeToUtf8Bytes(message, AwsJson.Default.SignRequest),
            AwsJson.Default.SignAnswer, cancellationToken).ConfigureAwait(false);
        return _client.Decode(answer.Signature, Convert.FromBase64String, "signature");
    }

    static string ToAlgorithm(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        nameof(HashAlgorithmName.SHA256) => "RSASSA_PKCS1_V1_5_SHA_256",
        nameof(HashAlgorithmName.SHA384) => "RSASSA_PKCS1_V1_5_SHA_384",
        nameof(HashAlgorithmName.SHA512) => "RSASSA_PKCS1_V1_5_SHA_512",
        _ => throw new ArgumentException($"{algorithm.Name} is no hash algorithm for signatures; SHA256, SHA384 and SHA512 are."),
    };

    async Task<T> SendAsync<T>(string service, string target, byte[] body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var endpoint = (service == "acm" ? _options.AcmEndpoint : _options.KmsEndpoint)
            ?? new Uri($"https://{service}.{_options.Region}.{(_options.Region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com")}");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(endpoint, "/"));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1") } };
        request.Headers.Add("X-Amz-Target", target);
        var credentials = await _options.GetCredentials(cancellationToken).ConfigureAwait(false);
        RequestSignature.Add(request, body, credentials, _options.Region, service, _options.TimeProvider.GetUtcNow());
        return await _client.SendAsync(request, target, type, cancellationToken).ConfigureAwait(false);
    }

    static (string DiagnosticId, string Reason) Explain(HttpStatusCode status, ReadOnlyMemory<byte> answer)
    {
        var failure = KeyServiceClient.ReadRefusal(answer, AwsJson.Default.Failure);
        var type = failure?.Type?.Split('#')[^1] ?? "without a reason";
        var id = type switch
        {
            "NotFoundException" or "ResourceNotFoundException" => DiagnosticIds.SignerKeyNotFound,
            _ when status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => DiagnosticIds.SignerAccessDenied,
            "AccessDeniedException" or "UnrecognizedClientException" or "ExpiredTokenException" or "InvalidSignatureException" =>
                DiagnosticIds.SignerAccessDenied,
            _ => DiagnosticIds.SignerFailed,
        };
        return (id, $"{type}: {failure?.Message ?? failure?.OtherMessage}");
    }
}
