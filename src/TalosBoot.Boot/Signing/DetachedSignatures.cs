using System.Buffers;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing;

/// <summary>
/// A folder through which signatures are made elsewhere: each digest that must be signed is a file there, and each signature comes back
/// beside it. Digests are raw bytes, so that for example
/// <c>openssl pkeyutl -sign -inkey key.pem -in x.digest -out x.sig -pkeyopt digest:sha256</c> signs one.
/// </summary>
/// <remarks>File names carry the digest, so that a signature of an earlier build is never taken for that of this one.</remarks>
public static class DetachedSignatures
{
    const int NamedDigestBytes = 8;
    const int SignatureLimit = 64 * 1024;
    static readonly SearchValues<char> SafeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The name of the file with the digest: <c>pcr11-main-sha256-0123456789abcdef.sha256.digest</c>.</summary>
    /// <param name="request">The request.</param>
    public static string DigestFileName(SignatureRequest request) => BaseName(request) + ".digest";

    /// <summary>The name of the file with the signature: as the digest's, and <c>.sig</c> at its end.</summary>
    /// <param name="request">The request.</param>
    public static string SignatureFileName(SignatureRequest request) => BaseName(request) + ".sig";

    /// <summary>Writes the digests.</summary>
    /// <param name="folder">A folder that exists.</param>
    /// <param name="requests">What must be signed.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="FileAccessException">A file cannot be written (TB6001, TB6002).</exception>
    public static async Task WriteRequestsAsync(
        string folder, IReadOnlyList<SignatureRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(requests);
        foreach (var request in requests)
        {
            await BlobSource.FromBytes(request.Digest)
                .WriteToFileAsync(Path.Combine(folder, DigestFileName(request)), null, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Reads the signatures.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="requests">What had to be signed.</param>
    /// <returns>The signatures in the order of the requests. They are verified when they are attached.</returns>
    /// <exception cref="SigningException">Signatures are missing (TB4507); the message names them. Or a file is too large for one
    /// (TB4506).</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(string folder, IReadOnlyList<SignatureRequest> requests)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(requests);
        var missing = requests.Select(SignatureFileName).Where(name => !File.Exists(Path.Combine(folder, name))).ToList();
        if (missing.Count > 0)
        {
            throw new SigningException(
                DiagnosticIds.SignaturePending,
                $"{missing.Count} of {requests.Count} signatures are not in {folder} yet: {string.Join(", ", missing)}. Sign the digests "
                    + "there, and try again.");
        }

        return [.. requests.Select(request => ReadSignature(Path.Combine(folder, SignatureFileName(request))))];
    }

    /// <summary>
    /// Runs steps that sign, one after the other. A step whose signatures are not there yet does not keep the next ones from running, so that all that
    /// must be signed is known at once.
    /// </summary>
    /// <param name="steps">The steps.</param>
    /// <exception cref="SigningException">Signatures are missing (TB4507); the message names them.</exception>
    public static async Task GatherAsync(params IReadOnlyList<Func<Task>> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var pending = new List<SigningException>();
        foreach (var step in steps)
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (SigningException exception) when (exception.DiagnosticId == DiagnosticIds.SignaturePending)
            {
                pending.Add(exception);
            }
        }

        if (pending.Count > 0)
        {
            throw new SigningException(
                DiagnosticIds.SignaturePending, string.Join('\n', pending.Select(exception => exception.Message).Distinct()), pending[0]);
        }
    }

    /// <summary>Has all digests signed, as <see cref="GatherAsync"/> runs steps.</summary>
    /// <param name="requests">What must be signed.</param>
    /// <param name="sign">Signs one.</param>
    /// <returns>The signatures in the order of the requests.</returns>
    /// <exception cref="SigningException">Signatures are missing (TB4507), or one was refused.</exception>
    public static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> SignAllAsync(
        IReadOnlyList<SignatureRequest> requests, Func<SignatureRequest, ValueTask<ReadOnlyMemory<byte>>> sign)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(sign);
        var signatures = new ReadOnlyMemory<byte>[requests.Count];
        var steps = requests.Select((request, index) => (Func<Task>)(async () => signatures[index] = await sign(request).ConfigureAwait(false)));
        await GatherAsync([.. steps]).ConfigureAwait(false);
        return signatures;
    }

    static ReadOnlyMemory<byte> ReadSignature(string path) => BlobSource.FromFile(path) is { Length: <= SignatureLimit } file
        ? file.ToArray()
        : throw new SigningException(DiagnosticIds.SignatureRejected, $"{path} has more than {SignatureLimit} bytes, and is no RSA "
            + $"signature.");

    static string BaseName(SignatureRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = string.Concat(request.Name.Select(character => SafeCharacters.Contains(character) ? character : '_'));
        var digest = Convert.ToHexStringLower(request.Digest.Span[..Math.Min(NamedDigestBytes, request.Digest.Length)]);
        return $"{name}-{digest}.{request.HashAlgorithm.Name?.ToLowerInvariant()}";
    }
}
