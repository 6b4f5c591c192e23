using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing;

/// <summary>PEM files as Talos reads and writes them: only the first block counts, and its label is not looked at.</summary>
internal static class PemFiles
{
    const int SizeLimit = 1024 * 1024;

    /// <summary>A certificate as PEM, with a line end.</summary>
    public static string EncodeCertificate(ReadOnlySpan<byte> der) => PemEncoding.WriteString("CERTIFICATE", der) + "\n";

    public static SigningCertificate ReadCertificate(ReadOnlySpan<byte> pem) =>
        SigningCertificate.Read(TryReadFirstBlock(pem) ?? throw new SigningException(
            DiagnosticIds.CertificateInvalid, "failed to decode certificate: the file holds no PEM block. Give an X.509 certificate as "
                + "PEM."));

    /// <summary>
    /// Reads an RSA private key, PKCS#1 or PKCS#8: upstream reads the former only, and OpenSSL writes the latter. The caller disposes it.
    /// </summary>
    public static RSA ReadPrivateKey(ReadOnlySpan<byte> pem)
    {
        // Both PEM forms of an encrypted key say so: in the label (PKCS#8), or in a header behind it (PKCS#1), which no reader of PEM blocks takes.
        if (pem.IndexOf("ENCRYPTED"u8) >= 0)
        {
            throw new SigningException(
                DiagnosticIds.PrivateKeyInvalid,
                "failed to parse private RSA key: the key is encrypted, and nobody could be asked for its password. Decrypt it with openssl rsa, and keep "
                + "the file where only this user reads it.");
        }

        var der = TryReadFirstBlock(pem) ?? throw new SigningException(
            DiagnosticIds.PrivateKeyInvalid, "failed to decode private key: the file holds no PEM block. Give an RSA key as PEM.");
        var key = RSA.Create();
        try
        {
            Import(key, der);
            RsaKeys.CheckSize(key);
            return key;
        }
        catch (CryptographicException exception)
        {
            key.Dispose();
            throw new SigningException(
                DiagnosticIds.PrivateKeyInvalid,
                "failed to parse private RSA key: the first PEM block is no RSA private key, PKCS#1 or PKCS#8. Make one with openssl genrsa.",
                exception);
        }
        catch (SigningException)
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Reads a public key, PEM or DER, and gives it as a DER SubjectPublicKeyInfo.</summary>
    public static ReadOnlyMemory<byte> ReadPublicKey(ReadOnlyMemory<byte> pemOrDer)
    {
        using var key = RsaKeys.ImportPublicKey(TryReadFirstBlock(pemOrDer.Span) ?? pemOrDer);
        return key.ExportSubjectPublicKeyInfo();
    }

    static void Import(RSA key, byte[] der)
    {
        try
        {
            key.ImportRSAPrivateKey(der, out _);
        }
        catch (CryptographicException)
        {
            key.ImportPkcs8PrivateKey(der, out _);
        }
    }

    static byte[]? TryReadFirstBlock(ReadOnlySpan<byte> pem)
    {
        if (pem.Length > SizeLimit)
        {
            return null;
        }

        Span<char> text = new char[Encoding.ASCII.GetCharCount(pem)];
        Encoding.ASCII.GetChars(pem, text);
        try
        {
            if (!PemEncoding.TryFind(text, out var fields))
            {
                return null;
            }

            var der = new byte[fields.DecodedDataLength];
            return Convert.TryFromBase64Chars(text[fields.Base64Data], der, out _) ? der : null;
        }
        finally
        {
            text.Clear();
        }
    }
}
