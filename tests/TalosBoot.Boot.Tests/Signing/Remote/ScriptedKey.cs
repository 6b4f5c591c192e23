using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;

namespace TalosBoot.Boot.Tests.Signing.Remote;

/// <summary>A key elsewhere that answers what a test wants; the first test key unless it says otherwise.</summary>
internal sealed class ScriptedKey : IRemoteKey
{
    public Func<CancellationToken, Task<byte[]>> Certificate { get; init; } = _ => Task.FromResult(TestSigner.First.Certificate);

    public Func<CancellationToken, Task<byte[]>> PublicKey { get; init; } =
        _ => Task.FromResult(TestSigner.First.Key.ExportSubjectPublicKeyInfo());

    public Func<SignatureRequest, CancellationToken, Task<byte[]>> Sign { get; init; } =
        (request, _) => Task.FromResult(TestSigner.First.Sign(request).ToArray());

    public int Questions { get; private set; }

    public async ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default)
    {
        Questions++;
        return await Certificate(cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default)
    {
        Questions++;
        return await PublicKey(cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default) =>
        await Sign(request, cancellationToken);
}
