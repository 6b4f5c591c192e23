using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TalosBoot.Signing.Grpc.Tests.Protocol;

namespace TalosBoot.Signing.Grpc.Tests;

/// <summary>A signing service in this process, on a unix socket and on loopback.</summary>
internal sealed class SignerServer : SignerService.SignerServiceBase, IAsyncDisposable
{
    readonly WebApplication _application;

    SignerServer(string socketPath)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.ListenUnixSocket(socketPath, listen => listen.Protocols = HttpProtocols.Http2);
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _application = builder.Build();
        _application.MapGrpcService<SignerServer>();
        var request = new CertificateRequest("O=Signing service", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Certificate = certificate.RawData;
        CertificatePem = certificate.ExportCertificatePem();
        PublicKeyPem = Key.ExportSubjectPublicKeyInfoPem();
    }

    public RSA Key { get; } = RSA.Create(2048);

    public byte[] Certificate { get; }

    public string CertificatePem { get; set; }

    public string PublicKeyPem { get; set; }

    /// <summary>Thrown instead of an answer.</summary>
    public RpcException? Failure { get; set; }

    /// <summary>Whether answers wait for ever.</summary>
    public bool Hangs { get; set; }

    public List<SignRequest> Requests { get; } = [];

    public string TcpAddress =>
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(
            address => address.Contains("127.0.0.1", StringComparison.Ordinal));

    public static async Task<SignerServer> StartAsync(string socketPath)
    {
        var server = new SignerServer(socketPath);
        await server._application.StartAsync();
        return server;
    }

    public override async Task<CertificateResponse> GetCertificate(Empty request, ServerCallContext context)
    {
        await BehaveAsync(context);
        return new CertificateResponse { CertPem = ByteString.CopyFromUtf8(CertificatePem) };
    }

    public override async Task<PublicKeyResponse> GetPublicKey(Empty request, ServerCallContext context)
    {
        await BehaveAsync(context);
        return new PublicKeyResponse { PubKeyPem = ByteString.CopyFromUtf8(PublicKeyPem) };
    }

    public override async Task<SignResponse> Sign(SignRequest request, ServerCallContext context)
    {
        await BehaveAsync(context);
        Requests.Add(request);
        var algorithm = request.Hash switch
        {
            Hash.Sha256 => HashAlgorithmName.SHA256,
            Hash.Sha384 => HashAlgorithmName.SHA384,
            Hash.Sha512 => HashAlgorithmName.SHA512,
            _ => throw new RpcException(new Status(StatusCode.InvalidArgument, "no hash")),
        };
        return new SignResponse
        {
            Signature = ByteString.CopyFrom(Key.SignHash(request.Digest.Span, algorithm, RSASignaturePadding.Pkcs1)),
        };
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    async Task BehaveAsync(ServerCallContext context)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }
}
