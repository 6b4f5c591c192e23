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

    /// <summary>Reads a PKCS#1 RSA private key. The caller disposes it.</summary>
    public static RSA ReadPrivateKey(ReadOnlySpan<byte> pem)
    {
        var der = TryReadFirstBlock(pem) ?? throw new SigningException(
            DiagnosticIds.PrivateKeyInvalid, "failed to decode private key: the file holds no PEM block. Give an RSA key as PKCS#1 PEM.");
        var key = RSA.Create();
        try
        {
            key.ImportRSAPrivateKey(der, out _);
            RsaKeys.CheckSize(key);
            return key;
        }
        catch (CryptographicException exception)
        {
            key.Dispose();
            throw new SigningException(
                DiagnosticIds.PrivateKeyInvalid,
                "failed to parse private RSA key: the first PEM block is no PKCS#1 RSA private key. Convert a PKCS#8 key with openssl "
                + "rsa -traditional.",
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
