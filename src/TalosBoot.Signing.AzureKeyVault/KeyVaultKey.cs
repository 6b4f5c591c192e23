using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.AzureKeyVault;

/// <summary>
/// An RSA key in an Azure Key Vault. Give it to a <see cref="RemoteSecureBootSigner"/> or a <see cref="RemotePcrSigner"/>. Thread-safe.
/// </summary>
/// <remarks>The vault's REST interface is called, version 7.4; the private key never leaves the vault.</remarks>
public sealed class KeyVaultKey : IRemoteKey
{
    const string Version = "api-version=7.4";
    readonly KeyServiceClient _client;
    readonly KeyVaultKeyOptions _options;
    Uri? _keyId;

    /// <summary>Names a key. The vault is first called when something is wanted.</summary>
    /// <param name="client">The client to call with; the caller's to dispose.</param>
    /// <param name="options">The key.</param>
    /// <exception cref="SigningException">The vault is not named by https, or not exactly one of certificate and key (TB4512).</exception>
    public KeyVaultKey(HttpClient client, KeyVaultKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        if (!IsUsable(options.VaultUrl) || options.CertificateName.Length > 0 == options.KeyName.Length > 0)
        {
            throw new SigningException(
                DiagnosticIds.SignerConfigurationInvalid,
                $"the key in the vault {options.VaultUrl} cannot be named: give an https:// URL, and either a certificate or a key.");
        }

        _client = new KeyServiceClient(client, "the vault", Explain);
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">The vault refused the token (TB4513), has no such certificate (TB4511), or failed (TB4508).
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default)
    {
        var bundle = await ReadCertificateAsync(cancellationToken).ConfigureAwait(false);
        return _client.Decode(bundle.Certificate, Convert.FromBase64String, "certificate");
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">As for <see cref="GetCertificateAsync"/>; or the key is no RSA key (TB4503).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default)
    {
        var keyId = await FindKeyAsync(cancellationToken).ConfigureAwait(false);
        var bundle = await SendAsync(HttpMethod.Get, keyId, null, KeyVaultJson.Default.KeyBundle, cancellationToken).ConfigureAwait(false);
        if (bundle.Key is not { Kind: "RSA" or "RSA-HSM" } key)
        {
            throw new SigningException(
                DiagnosticIds.SigningKeyUnsupported, $"the key {keyId} is of type \"{ForeignText.Quote($"{bundle.Key?.Kind}")}\"; an RSA or RSA-HSM key is needed.");
        }

        PinVersion(key.KeyId);
        using var rsa = RSA.Create();
        try
        {
            rsa.ImportParameters(new RSAParameters
            {
                Modulus = _client.Decode(key.Modulus, text => Base64Url.DecodeFromChars(text), "key"),
                Exponent = _client.Decode(key.Exponent, text => Base64Url.DecodeFromChars(text), "key"),
            });
            return rsa.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException exception)
        {
            throw new SigningException(DiagnosticIds.SigningKeyUnsupported, $"the key {keyId} is no RSA key.", exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">As for <see cref="GetCertificateAsync"/>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var keyId = await FindKeyAsync(cancellationToken).ConfigureAwait(false);
        var parameters = new KeyVaultDocuments.SignParameters(ToAlgorithm(request.HashAlgorithm), Base64Url.EncodeToString(request.Digest.Span));
        var result = await SendAsync(
            HttpMethod.Post, new Uri($"{keyId.AbsoluteUri.TrimEnd('/')}/sign"),
            JsonSerializer.SerializeToUtf8Bytes(parameters, KeyVaultJson.Default.SignParameters), KeyVaultJson.Default.SignResult,
            cancellationToken).ConfigureAwait(false);
        return _client.Decode(result.Value, text => Base64Url.DecodeFromChars(text), "signature");
    }

    static string ToAlgorithm(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        nameof(HashAlgorithmName.SHA256) => "RS256",
        nameof(HashAlgorithmName.SHA384) => "RS384",
        nameof(HashAlgorithmName.SHA512) => "RS512",
        _ => throw new ArgumentException($"{algorithm.Name} is no hash algorithm for signatures; SHA256, SHA384 and SHA512 are."),
    };

    static bool IsUsable(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback);

    async ValueTask<KeyVaultDocuments.CertificateBundle> ReadCertificateAsync(CancellationToken cancellationToken)
    {
        if (_options.CertificateName.Length == 0)
        {
            throw new SigningException(
                DiagnosticIds.SignerKeyNotFound, $"the key {_options.KeyName} of {_options.VaultUrl} was named without a certificate.");
        }

        var bundle = await SendAsync(
            HttpMethod.Get, InVault("certificates", _options.CertificateName), null, KeyVaultJson.Default.CertificateBundle,
            cancellationToken).ConfigureAwait(false);
        PinVersion(bundle.KeyId);
        return bundle;
    }

    /// <summary>The key with its version, so that a rotation in between does not part certificate and signature.</summary>
    async ValueTask<Uri> FindKeyAsync(CancellationToken cancellationToken)
    {
        if (_keyId is null && _options.CertificateName.Length > 0)
        {
            await ReadCertificateAsync(cancellationToken).ConfigureAwait(false);
        }

        return _keyId ?? InVault("keys", _options.KeyName, _options.KeyVersion);
    }

    /// <summary>Keeps the first version that the vault tells. A key elsewhere is not followed: the token is this vault's.</summary>
    void PinVersion(string? keyId)
    {
        if (!Uri.TryCreate(keyId, UriKind.Absolute, out var uri) || !uri.AbsolutePath.StartsWith("/keys/", StringComparison.Ordinal))
        {
            throw new SigningException(DiagnosticIds.SignerFailed, $"the vault {_options.VaultUrl} answered without the name of the key.");
        }

        _keyId ??= new Uri(_options.VaultUrl, uri.AbsolutePath);
    }

    Uri InVault(params string[] path) =>
        new(_options.VaultUrl, "/" + string.Join('/', path.Where(part => part.Length > 0).Select(Uri.EscapeDataString)));

    async Task<T> SendAsync<T>(HttpMethod method, Uri uri, byte[]? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{uri.AbsoluteUri}?{Version}"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await _options.GetAccessToken(cancellationToken).ConfigureAwait(false));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return await _client.SendAsync(request, uri.ToString(), type, cancellationToken).ConfigureAwait(false);
    }

    static (string DiagnosticId, string Reason) Explain(HttpStatusCode status, ReadOnlyMemory<byte> answer)
    {
        var id = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => DiagnosticIds.SignerAccessDenied,
            HttpStatusCode.NotFound => DiagnosticIds.SignerKeyNotFound,
            _ => DiagnosticIds.SignerFailed,
        };
        return (id, KeyServiceClient.ReadRefusal(answer, KeyVaultJson.Default.ErrorDocument) is { Error: var error }
            ? $"{error?.Code}: {error?.Message}"
            : "it did not say why.");
    }
}
