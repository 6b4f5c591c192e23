using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing.Remote;

/// <summary>Calls to the keeper of a key, and checks of what it answers.</summary>
internal static class RemoteCall
{
    /// <summary>Waits for an answer only so long, whether or not the keeper heeds its token.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> RunAsync(
        Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> call, string what, RemoteSignerOptions options,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(options.Timeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested && timeout.IsCancellationRequested)
        {
            throw new SigningException(
                DiagnosticIds.SignerTimedOut,
                $"the signer did not {what} within {options.Timeout.TotalSeconds:0.###} s. Check that it runs and is not waiting for "
                    + "somebody, or allow it more time.",
                exception);
        }
    }

    /// <summary>Has a digest signed, and checks the signature.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> SignAsync(
        IRemoteKey key, ReadOnlyMemory<byte> publicKey, SignatureRequest request, RemoteSignerOptions options,
        CancellationToken cancellationToken)
    {
        CheckRequest(request);
        var signature = await RunAsync(token => key.SignAsync(request, token), $"sign {request.Name}", options, cancellationToken)
            .ConfigureAwait(false);
        using var rsa = RsaKeys.ImportPublicKey(publicKey);
        var expected = (rsa.KeySize + 7) / 8;
        if (signature.Length != expected)
        {
            throw new SigningException(
                DiagnosticIds.SignatureLengthWrong,
                $"the signature of {request.Name} has {signature.Length} bytes; a key of {rsa.KeySize} bits makes {expected}. The signer "
                    + "uses another key, or wraps its signatures: it is to give the plain signature.");
        }

        RsaKeys.Verify(rsa, request, signature);
        return signature;
    }

    static void CheckRequest(SignatureRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Digest.Length != DigestLength(request.HashAlgorithm))
        {
            throw new ArgumentException(
                $"A digest of {request.Digest.Length} bytes is none of {request.HashAlgorithm.Name}.", nameof(request));
        }
    }

    static int DigestLength(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        nameof(HashAlgorithmName.SHA256) => SHA256.HashSizeInBytes,
        nameof(HashAlgorithmName.SHA384) => SHA384.HashSizeInBytes,
        nameof(HashAlgorithmName.SHA512) => SHA512.HashSizeInBytes,
        _ => throw new ArgumentException($"{algorithm.Name} is no hash algorithm for signatures; SHA256, SHA384 and SHA512 are."),
    };

    /// <summary>Disposes a key that belongs to its signer.</summary>
    public static ValueTask DisposeAsync(IRemoteKey key, RemoteSignerOptions options)
    {
        switch (options.OwnsKey ? key : null)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();

            case IDisposable disposable:
                disposable.Dispose();
                return ValueTask.CompletedTask;

            default:
                return ValueTask.CompletedTask;
        }
    }
}
