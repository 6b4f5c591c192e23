using System.Formats.Asn1;
using System.Text;
using TalosBoot.Boot.Signing;

namespace TalosBoot.Boot.Authenticode;

/// <summary>
/// What an Authenticode signature signs: the hash of a PE image (Windows Authenticode PE Format, "SpcIndirectDataContent").
/// </summary>
internal static class SpcIndirectData
{
    public const string Oid = "1.3.6.1.4.1.311.2.1.4";
    const string PeImageDataOid = "1.3.6.1.4.1.311.2.1.15";

    public static byte[] Encode(ReadOnlySpan<byte> imageHash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(PeImageDataOid);
                using (writer.PushSequence())
                {
                    writer.WriteBitString([]);
                    using (writer.PushSequence(Tag(0)))
                    using (writer.PushSequence(Tag(2)))
                    {
                        writer.WriteOctetString(
                            Encoding.BigEndianUnicode.GetBytes("<<<Obsolete>>>"),
                            new Asn1Tag(TagClass.ContextSpecific, 0));
                    }
                }
            }

            using (writer.PushSequence())
            {
                SignedData.WriteAlgorithm(writer, SignedData.Sha256Oid);
                writer.WriteOctetString(imageHash);
            }
        }

        return writer.Encode();
    }

    /// <summary>The bytes whose hash is the message digest: the content without its own tag and length.</summary>
    public static ReadOnlyMemory<byte> DigestedPart(ReadOnlyMemory<byte> encoded) =>
        new AsnReader(encoded, AsnEncodingRules.BER).PeekContentBytes();

    /// <summary>The hash algorithm and the image hash.</summary>
    /// <exception cref="AsnContentException">It is something else.</exception>
    public static (string HashOid, byte[] ImageHash) Decode(ReadOnlyMemory<byte> encoded)
    {
        var content = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        content.ReadSequence();
        var digestInfo = content.ReadSequence();
        return (digestInfo.ReadSequence().ReadObjectIdentifier(), digestInfo.ReadOctetString());
    }

    static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
