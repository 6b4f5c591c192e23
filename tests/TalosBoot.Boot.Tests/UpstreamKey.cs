using System.Security.Cryptography;
using TalosBoot.Boot.Signing;

namespace TalosBoot.Boot.Tests;

/// <summary>The published test key of upstream as a signer.</summary>
internal sealed class UpstreamKey : IPcrSigner, IDisposable
{
    readonly RSA _key = RSA.Create();

    public UpstreamKey() => _key.ImportFromPem(File.ReadAllText(RepositoryPaths.Vector("uki", "pcr-signing-key.pem")));

    public RSA Key => _key;

    public ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(_key.ExportSubjectPublicKeyInfo());

    public ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(_key.SignHash(request.Digest.Span, request.HashAlgorithm, RSASignaturePadding.Pkcs1));

    public void Dispose() => _key.Dispose();
}
