using System.Security.Cryptography;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Signing.Pkcs11.Native;

namespace TalosBoot.Signing.Pkcs11;

/// <summary>A session with a token in which one key was found. Not for several threads at once.</summary>
internal sealed class Pkcs11Session
{
    readonly CkModule _module;
    readonly CkToken _token;
    readonly Func<byte[]?> _readPin;
    readonly ulong _session;
    readonly ulong _key;

    Pkcs11Session(CkModule module, CkToken token, ulong session, ulong key, Func<byte[]?> readPin) =>
        (_module, _token, _session, _key, _readPin) = (module, token, session, key, readPin);

    /// <summary>Opens a session with the token of a URI, logs in, and finds the key.</summary>
    public static Pkcs11Session Open(CkModule module, Pkcs11Uri uri, Pkcs11Options options)
    {
        var token = FindToken(module, uri);
        if (!module.CanSign(token.Slot))
        {
            throw new SigningException(
                DiagnosticIds.SignerFailed, $"the token \"{token.Label}\" cannot sign with CKM_RSA_PKCS. {CkCode.ToAdvice(0x070)}");
        }

        var session = module.OpenSession(token.Slot);
        try
        {
            byte[]? ReadPin() => Pkcs11Pin.Read(uri, options, token.Label);
            Login(module, session, token, ReadPin);
            return new Pkcs11Session(module, token, session, FindKey(module, session, uri), ReadPin);
        }
        catch
        {
            module.CloseSession(session);
            throw;
        }
    }

    public void Close() => _module.CloseSession(_session);

    /// <summary>The public key, a DER SubjectPublicKeyInfo.</summary>
    public byte[] ReadPublicKey()
    {
        var modulus = _module.ReadAttribute(_session, _key, Ck.Modulus);
        var exponent = _module.ReadAttribute(_session, _key, Ck.PublicExponent);
        if (modulus is null || exponent is null)
        {
            // Some tokens tell these of the public key only, which has the identifier of its private key.
            foreach (var other in FindCompanions(Ck.PublicKeyClass, []).Take(1))
            {
                modulus = _module.ReadAttribute(_session, other, Ck.Modulus);
                exponent = _module.ReadAttribute(_session, other, Ck.PublicExponent);
            }
        }

        if (modulus is not { Length: > 0 } || exponent is not { Length: > 0 })
        {
            throw new SigningException(
                DiagnosticIds.SignerKeyNotFound,
                "the token does not show the public key of the private key. Put the public key beside it, with the same CKA_ID.");
        }

        try
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
            return rsa.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException exception)
        {
            throw new SigningException(
                DiagnosticIds.SigningKeyUnsupported, "the public key on the token is no RSA key. Give an RSA key.", exception);
        }
    }

    /// <summary>The certificate of the key, DER.</summary>
    public ReadOnlyMemory<byte> ReadCertificate()
    {
        var certificates = FindCompanions(Ck.CertificateClass, [(Ck.CertificateType, CkWords.Encode(Ck.X509Certificate))])
            .Select(item => _module.ReadAttribute(_session, item, Ck.Value))
            .Where(value => value is { Length: > 0 })
            .Select(value => SigningCertificate.Read(value))
            .ToList();
        if (certificates.Count == 0)
        {
            throw new SigningException(
                DiagnosticIds.SignerKeyNotFound,
                "the token has no X.509 certificate with the CKA_ID or the label of the key. Put it there, or give one from a file.");
        }

        var publicKey = ReadPublicKey();
        return (certificates.FirstOrDefault(certificate => certificate.PublicKey.Span.SequenceEqual(publicKey))
            ?? throw new SigningException(
                DiagnosticIds.KeyCertificateMismatch,
                $"the private key on the token does not belong to the certificate {certificates[0].Subject} beside it. Put the certificate "
                    + "of that key there.")).Der;
    }

    public byte[] Sign(SignatureRequest request)
    {
        _module.BeginSign(_session, _key);
        if (_module.ReadAttribute(_session, _key, Ck.AlwaysAuthenticate) is [1])
        {
            WithPin(_token, _readPin, pin => _module.Login(_session, Ck.ContextSpecific, pin));
        }

        return _module.Sign(_session, DigestInfo.Encode(request));
    }

    static CkToken FindToken(CkModule module, Pkcs11Uri uri)
    {
        var tokens = module.ListTokens();
        var matching = tokens.Where(token => token.Matches(uri)).ToList();
        return matching.Count == 1 ? matching[0] : throw new SigningException(
            DiagnosticIds.SignerKeyNotFound,
            $"{matching.Count} of {tokens.Count} tokens match {uri}; one must. There are: "
                + $"{string.Join(", ", tokens.Select(token => $"\"{token.Label}\" (serial {token.Serial}, slot {token.Slot})"))}.");
    }

    static void Login(CkModule module, ulong session, CkToken token, Func<byte[]?> readPin)
    {
        if ((token.Flags & Ck.LoginRequired) == 0)
        {
            return;
        }

        if ((token.Flags & Ck.ProtectedAuthenticationPath) != 0)
        {
            module.Login(session, Ck.User, default);
            return;
        }

        WithPin(token, readPin, pin => module.Login(session, Ck.User, pin));
    }

    static void WithPin(CkToken token, Func<byte[]?> readPin, Action<byte[]> login)
    {
        var pin = readPin() ?? throw new SigningException(
            DiagnosticIds.SignerAccessDenied, $"the token wants a PIN, and there is none. {CkCode.ToAdvice(0x101)}");
        try
        {
            RefusedPins.Use(token, pin, login);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }
    }

    static ulong FindKey(CkModule module, ulong session, Pkcs11Uri uri)
    {
        List<(ulong Type, byte[] Value)> template =
        [
            (Ck.Class, CkWords.Encode(Ck.PrivateKeyClass)), (Ck.KeyType, CkWords.Encode(Ck.RsaKey)),
        ];
        if (uri.ObjectLabel is { } label)
        {
            template.Add((Ck.Label, System.Text.Encoding.UTF8.GetBytes(label)));
        }

        if (uri.Id is { } id)
        {
            template.Add((Ck.Id, id.ToArray()));
        }

        var keys = module.FindObjects(session, template);
        return keys.Count == 1 ? keys[0] : throw new SigningException(
            DiagnosticIds.SignerKeyNotFound,
            $"{keys.Count} RSA private keys match {uri}; one must. Name the key by its label (object=) or its identifier (id=).");
    }

    /// <summary>Objects of another class that belong to the key: those of its identifier, or else of its label.</summary>
    IReadOnlyList<ulong> FindCompanions(ulong objectClass, IReadOnlyList<(ulong Type, byte[] Value)> more)
    {
        foreach (var link in new[] { Ck.Id, Ck.Label })
        {
            if (_module.ReadAttribute(_session, _key, link) is { Length: > 0 } value
                && _module.FindObjects(_session, [(Ck.Class, CkWords.Encode(objectClass)), (link, value), .. more]) is { Count: > 0 } found)
            {
                return found;
            }
        }

        return [];
    }
}
