using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing.Remote;

/// <summary>
/// A key that a program signs with: it gets the raw digest on standard input, and writes the plain signature to standard output. Give it to
/// a <see cref="RemoteSecureBootSigner"/> or a <see cref="RemotePcrSigner"/>, which limit how long it may run. Thread-safe.
/// </summary>
/// <remarks>
/// For example <c>openssl pkeyutl -sign -inkey key.pem -pkeyopt digest:{hash}</c>. Only the caller names the program: profiles and
/// schematics cannot.
/// </remarks>
public sealed class CommandKey : IRemoteKey
{
    readonly CommandKeyOptions _options;

    /// <summary>Names a program. It is not started yet.</summary>
    /// <param name="options">The program and its key.</param>
    public CommandKey(CommandKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Program);
        _options = options with { Arguments = [.. options.Arguments] };
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">None was given (TB4511), or it cannot be read (TB4502).</exception>
    public ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ReadCertificate().Der);

    /// <inheritdoc/>
    /// <exception cref="SigningException">None was given (TB4511), or it cannot be read (TB4502, TB4503).</exception>
    public ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_options.PublicKey.IsEmpty ? ReadCertificate().PublicKey : PemFiles.ReadPublicKey(_options.PublicKey));

    /// <inheritdoc/>
    /// <exception cref="SigningException">The program cannot be started, or failed; the message has its first words (TB4508).</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var hash = request.HashAlgorithm.Name?.ToLowerInvariant();
        var arguments = _options.Arguments.Select(argument => argument
            .Replace("{hash}", hash, StringComparison.Ordinal).Replace("{name}", request.Name, StringComparison.Ordinal));
        return await SigningProcess.RunAsync(_options.Program, arguments, request.Digest, cancellationToken).ConfigureAwait(false);
    }

    SigningCertificate ReadCertificate() => _options.Certificate.IsEmpty
        ? throw new SigningException(
            DiagnosticIds.SignerKeyNotFound,
            $"no certificate was given for the key that {_options.Program} signs with. Give it in {nameof(CommandKeyOptions)}.")
        : SigningCertificate.Read(_options.Certificate);
}
