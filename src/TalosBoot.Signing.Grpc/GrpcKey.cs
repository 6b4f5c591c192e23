using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Signing.Grpc.Protocol;
using Hash = TalosBoot.Signing.Grpc.Protocol.Hash;

namespace TalosBoot.Signing.Grpc;

/// <summary>
/// A key of a signing service that speaks Talos' signer protocol (<c>signerapi.SignerService</c>, Talos 1.14). Give it to a
/// <see cref="RemoteSecureBootSigner"/> or a <see cref="RemotePcrSigner"/>. Thread-safe.
/// </summary>
/// <remarks>The service is first called when something is wanted. Each key has one connection, which is closed with it.</remarks>
public sealed class GrpcKey : IRemoteKey, IDisposable
{
    const int MessageLimit = 1024 * 1024;
    readonly string _address;
    readonly GrpcChannel _channel;
    readonly SignerService.SignerServiceClient _client;

    GrpcKey(string address, GrpcChannel channel)
    {
        _address = address;
        _channel = channel;
        _client = new SignerService.SignerServiceClient(channel);
    }

    /// <summary>Names a service.</summary>
    /// <param name="address">The address: <c>unix:///run/signer.sock</c>.</param>
    /// <param name="options">How it is reached; null for the defaults.</param>
    /// <exception cref="SigningException">The address is not <c>unix://</c>, nor one that the options allow (TB4512).</exception>
    public static GrpcKey Open(string address, GrpcKeyOptions? options = null)
    {
        var parsed = SignerAddress.Parse(address, options?.AllowTcp == true);
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (parsed.SocketPath is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }

        var channel = GrpcChannel.ForAddress(parsed.Uri, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MessageLimit,
            MaxSendMessageSize = MessageLimit,
            ThrowOperationCanceledOnCancellation = true,
        });
        return new GrpcKey(address, channel);
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">The service failed or cannot be reached (TB4508), or what it gave is no certificate
    /// (TB4502).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default)
    {
        var response = await CallAsync(_client.GetCertificateAsync(new Empty(), cancellationToken: cancellationToken), "GetCertificate")
            .ConfigureAwait(false);
        return SigningCertificate.Read(response.CertPem.Memory).Der;
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">The service failed or cannot be reached (TB4508), or what it gave is no public key
    /// (TB4503).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default)
    {
        var response = await CallAsync(_client.GetPublicKeyAsync(new Empty(), cancellationToken: cancellationToken), "GetPublicKey")
            .ConfigureAwait(false);
        using var key = RSA.Create();
        try
        {
            key.ImportFromPem(Encoding.ASCII.GetString(response.PubKeyPem.Span));
            return key.ExportSubjectPublicKeyInfo();
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new SigningException(
                DiagnosticIds.SigningKeyUnsupported, $"the signer at {_address} gave a public key that is no RSA key (PEM). Give an RSA key.",
                exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">The service failed or cannot be reached (TB4508).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new SignRequest
        {
            Digest = ByteString.CopyFrom(request.Digest.Span),
            Hash = ToHash(request.HashAlgorithm),
            Scheme = Scheme.RsaPkcs1V15,
        };
        var response = await CallAsync(_client.SignAsync(message, cancellationToken: cancellationToken), "Sign").ConfigureAwait(false);
        return response.Signature.Memory;
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _channel.Dispose();

    static Hash ToHash(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        nameof(HashAlgorithmName.SHA256) => Hash.Sha256,
        nameof(HashAlgorithmName.SHA384) => Hash.Sha384,
        nameof(HashAlgorithmName.SHA512) => Hash.Sha512,
        _ => throw new ArgumentException($"{algorithm.Name} is no hash algorithm for signatures; SHA256, SHA384 and SHA512 are."),
    };

    static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    async Task<T> CallAsync<T>(AsyncUnaryCall<T> call, string method)
    {
        using (call)
        {
            try
            {
                return await call.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException exception)
            {
                throw new SigningException(
                    exception.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied
                        ? DiagnosticIds.SignerAccessDenied
                        : DiagnosticIds.SignerFailed,
                    $"the signer at {_address} failed: {method} returned {exception.StatusCode}: {ForeignText.Quote(exception.Status.Detail)}. Check that "
                        + "it runs there, speaks signerapi.SignerService, and has the key.",
                    exception);
            }
        }
    }
}
