using System.Formats.Asn1;
using System.Security.Cryptography;
using TalosBoot.Core.Determinism;

namespace TalosBoot.Boot.Signing;

/// <summary>
/// A PKCS#7 SignedData with one RSA signer and three signed attributes, as Authenticode and authenticated variables want it (RFC 2315;
/// docs/formats/secure-boot.md).
/// </summary>
/// <param name="certificate">The signer's certificate, which is included.</param>
/// <param name="contentType">The object identifier of what is signed.</param>
/// <param name="content">The DER content to carry, or null for a detached signature.</param>
internal sealed class SignedData(SigningCertificate certificate, string contentType, ReadOnlyMemory<byte>? content)
{
    public const string DataOid = "1.2.840.113549.1.7.1";
    public const string SignedDataOid = "1.2.840.113549.1.7.2";
    public const string ContentTypeOid = "1.2.840.113549.1.9.3";
    public const string MessageDigestOid = "1.2.840.113549.1.9.4";
    public const string SigningTimeOid = "1.2.840.113549.1.9.5";
    public const string Sha256Oid = "2.16.840.1.101.3.4.2.1";
    public const string RsaOid = "1.2.840.113549.1.1.1";

    static readonly DateTimeOffset EndOfUtcTime = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly Asn1Tag ExplicitTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>The attributes as they are signed: a SET OF. DER order is contentType, signingTime, messageDigest.</summary>
    public byte[] EncodeAttributes(BuildClock signingTime, ReadOnlySpan<byte> messageDigest)
    {
        var time = signingTime.ToDateTimeOffset();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            using (PushAttribute(writer, ContentTypeOid, out var values))
            using (values)
            {
                writer.WriteObjectIdentifier(contentType);
            }

            using (PushAttribute(writer, SigningTimeOid, out var values))
            using (values)
            {
                // CMS, 11.3: UTCTime up to 2049.
                if (time < EndOfUtcTime)
                {
                    writer.WriteUtcTime(time);
                }
                else
                {
                    writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
                }
            }

            using (PushAttribute(writer, MessageDigestOid, out var values))
            using (values)
            {
                writer.WriteOctetString(messageDigest);
            }
        }

        return writer.Encode();
    }

    public static SignatureRequest ToRequest(string name, ReadOnlySpan<byte> attributes) =>
        new(name, HashAlgorithmName.SHA256, SHA256.HashData(attributes));

    /// <summary>The SignedData sequence.</summary>
    public byte[] Encode(ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSetOf())
            {
                WriteAlgorithm(writer, Sha256Oid);
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(contentType);
                if (content is { } encoded)
                {
                    using (writer.PushSequence(ExplicitTag))
                    {
                        writer.WriteEncodedValue(encoded.Span);
                    }
                }
            }

            using (writer.PushSequence(ExplicitTag))
            {
                writer.WriteEncodedValue(certificate.Der.Span);
            }

            using (writer.PushSetOf())
            {
                WriteSigner(writer, attributes, signature);
            }
        }

        return writer.Encode();
    }

    /// <summary>The SignedData sequence in a ContentInfo.</summary>
    public byte[] EncodeContentInfo(ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedDataOid);
            using (writer.PushSequence(ExplicitTag))
            {
                writer.WriteEncodedValue(Encode(attributes, signature));
            }
        }

        return writer.Encode();
    }

    public static void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteNull();
        }
    }

    static AsnWriter.Scope PushAttribute(AsnWriter writer, string oid, out AsnWriter.Scope values)
    {
        var attribute = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        values = writer.PushSetOf();
        return attribute;
    }

    void WriteSigner(AsnWriter writer, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> signature)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(certificate.IssuerName.Span);
                writer.WriteInteger(certificate.SerialNumber.Span);
            }

            WriteAlgorithm(writer, Sha256Oid);

            // The same bytes as were signed, under the implicit tag [0] instead of SET OF.
            byte[] implicitly = [0xa0, .. attributes[1..]];
            writer.WriteEncodedValue(implicitly);
            WriteAlgorithm(writer, RsaOid);
            writer.WriteOctetString(signature);
        }
    }
}
