using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Signing.Pkcs11.Native;

namespace TalosBoot.Signing.Pkcs11;

/// <summary>
/// An RSA key on a PKCS#11 token: an HSM, a smart card, SoftHSM. Give it to a <see cref="RemoteSecureBootSigner"/>, a
/// <see cref="RemotePcrSigner"/>, or both. Thread-safe; signatures are made one after the other.
/// </summary>
/// <remarks>
/// The token is first asked when something is wanted. One session is kept, and is opened anew when the token lost it. The token's library
/// runs in this process, on a thread of its own while it works, and is never unloaded.
/// </remarks>
public sealed class Pkcs11Key : IRemoteKey, IDisposable
{
    readonly Pkcs11Uri _uri;
    readonly Pkcs11Options _options;
    readonly string _modulePath;
    readonly SemaphoreSlim _gate = new(1);
    Pkcs11Session? _session;
    volatile bool _isDisposed;

    Pkcs11Key(Pkcs11Uri uri, Pkcs11Options options, string modulePath) =>
        (_uri, _options, _modulePath) = (uri, options, modulePath);

    /// <summary>Names a key.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="options">What the URI leaves open; null for the defaults.</param>
    /// <exception cref="SigningException">Neither of them names the token's library (TB4512).</exception>
    public static Pkcs11Key Open(Pkcs11Uri uri, Pkcs11Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(uri);
        options ??= new Pkcs11Options();
        return new Pkcs11Key(uri, options, options.ModulePath ?? uri.ModulePath ?? throw new SigningException(
            DiagnosticIds.SignerConfigurationInvalid,
            $"nothing names the PKCS#11 module for {uri}. Give module-path in the URI, or in the options."));
    }

    /// <inheritdoc/>
    /// <exception cref="SigningException">
    /// The module cannot be loaded, or the PIN not be read (TB4512); the token, its key or certificate is not there, or not alone (TB4511);
    /// the PIN is wrong (TB4513); key and certificate are no pair (TB4504); the token failed (TB4508).
    /// </exception>
    /// <exception cref="FileAccessException">The file with the PIN cannot be read (TB6003).</exception>
    public ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default) =>
        RunAsync(session => session.ReadCertificate(), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SigningException">As for <see cref="GetCertificateAsync"/>.</exception>
    /// <exception cref="FileAccessException">The file with the PIN cannot be read (TB6003).</exception>
    public ValueTask<ReadOnlyMemory<byte>> GetPublicKeyAsync(CancellationToken cancellationToken = default) =>
        RunAsync(session => session.ReadPublicKey(), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SigningException">As for <see cref="GetCertificateAsync"/>.</exception>
    /// <exception cref="FileAccessException">The file with the PIN cannot be read (TB6003).</exception>
    public ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(session => session.Sign(request), cancellationToken);
    }

    /// <summary>Closes the session; at once, or when the token is done with what it is doing.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        if (_gate.Wait(0))
        {
            CloseSession();
            _gate.Release();
        }
    }

    /// <summary>
    /// Runs on a thread of its own: a token may take long, or wait for somebody to touch it, and its library cannot be cancelled.
    /// </summary>
    async ValueTask<ReadOnlyMemory<byte>> RunAsync(Func<Pkcs11Session, ReadOnlyMemory<byte>> action, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        var work = Task.Factory.StartNew(
            () => RunInTurn(action), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    ReadOnlyMemory<byte> RunInTurn(Func<Pkcs11Session, ReadOnlyMemory<byte>> action)
    {
        try
        {
            return RunWithSession(action);
        }
        catch (CkException exception)
        {
            CloseSession();
            throw new SigningException(
                CkCode.IsAccess(exception.Code) ? DiagnosticIds.SignerAccessDenied : DiagnosticIds.SignerFailed,
                $"the PKCS#11 token of {_uri} refused: {exception.Message}. {CkCode.ToAdvice(exception.Code)}",
                exception);
        }
        catch
        {
            // A signature that was begun would be in the way of the next one.
            CloseSession();
            throw;
        }
        finally
        {
            _gate.Release();
            if (_isDisposed)
            {
                // It was not yet this one's turn to be closed when that was asked for.
                Dispose();
            }
        }
    }

    ReadOnlyMemory<byte> RunWithSession(Func<Pkcs11Session, ReadOnlyMemory<byte>> action)
    {
        if (_session is { } kept)
        {
            try
            {
                return action(kept);
            }
            catch (CkException exception) when (CkCode.IsSessionLost(exception.Code))
            {
                CloseSession();
            }
        }

        _session = Pkcs11Session.Open(CkModule.Load(_modulePath), _uri, _options);
        return action(_session);
    }

    void CloseSession()
    {
        _session?.Close();
        _session = null;
    }
}
