using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Sigstore.Logs;

/// <summary>The entry that the second version of the log makes of a signature: rebuilt, instead of taken from the bundle (docs/formats/sigstore.md).</summary>
internal static class SecondLogBody
{
    public const string Kind = "hashedrekord 0.0.2";

    /// <exception cref="SignatureVerificationException">The key signs nothing that this log takes (TB2208).</exception>
    public static byte[] Rebuild(LoggedSignature signature)
    {
        // Canonical JSON. None of its texts needs an escape.
        var digest = signature.Hash(signature.HashName) ?? throw Unsupported(signature);
        return Encoding.ASCII.GetBytes(
            "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{\"hashedRekordV002\":{\"data\":{"
            + $"\"algorithm\":\"SHA2_{digest.Length * 8}\",\"digest\":\"{Convert.ToBase64String(digest)}\"}},"
            + $"\"signature\":{{\"content\":\"{Convert.ToBase64String(signature.Signature)}\",\"verifier\":{{\"keyDetails\":\"{DetailsOf(signature)}\","
            + $"\"x509Certificate\":{{\"rawBytes\":\"{Convert.ToBase64String(signature.Certificate)}\"}}}}}}}}}}}}");
    }

    static string DetailsOf(LoggedSignature signature) => signature.Key.Algorithm switch
    {
        SignatureAlgorithm.EcdsaP256 => "PKIX_ECDSA_P256_SHA_256",
        SignatureAlgorithm.EcdsaP384 => "PKIX_ECDSA_P384_SHA_384",
        SignatureAlgorithm.EcdsaP521 => "PKIX_ECDSA_P521_SHA_512",
        SignatureAlgorithm.Rsa when RsaSize(signature.Key) is 2048 or 3072 or 4096 => $"PKIX_RSA_PKCS1V15_{RsaSize(signature.Key)}_SHA256",
        _ => throw Unsupported(signature),
    };

    static int RsaSize(VerificationKey key)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo, out _);
        return rsa.KeySize;
    }

    static SignatureVerificationException Unsupported(LoggedSignature signature) => new(
        DiagnosticIds.SignatureAlgorithmUnsupported, signature.Subject, "the log does not take signatures of such a key. Sign with ECDSA on P-256.");
}
