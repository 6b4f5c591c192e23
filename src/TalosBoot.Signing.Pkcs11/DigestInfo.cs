using System.Formats.Asn1;
using System.Security.Cryptography;
using TalosBoot.Boot.Signing;

namespace TalosBoot.Signing.Pkcs11;

/// <summary>What CKM_RSA_PKCS pads and signs: the digest with the name of its algorithm (RFC 8017, 9.2).</summary>
internal static class DigestInfo
{
    public static byte[] Encode(SignatureRequest request)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oid(request.HashAlgorithm));
                writer.WriteNull();
            }

            writer.WriteOctetString(request.Digest.Span);
        }

        return writer.Encode();
    }

    static string Oid(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        nameof(HashAlgorithmName.SHA256) => "2.16.840.1.101.3.4.2.1",
        nameof(HashAlgorithmName.SHA384) => "2.16.840.1.101.3.4.2.2",
        nameof(HashAlgorithmName.SHA512) => "2.16.840.1.101.3.4.2.3",
        _ => throw new ArgumentException($"{algorithm.Name} is no hash algorithm for signatures; SHA256, SHA384 and SHA512 are."),
    };
}
