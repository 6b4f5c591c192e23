using System.Formats.Asn1;

namespace TalosBoot.Sigstore.Certificates;

/// <summary>What a certificate log has signed: the certificate's content without the log's own timestamps (RFC 6962, 3.2).</summary>
internal static class Precertificate
{
    static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3, isConstructed: true);

    /// <summary>The content of a certificate without its timestamps; everything else stays byte for byte.</summary>
    public static byte[] Rebuild(ReadOnlyMemory<byte> certificate)
    {
        var content = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            while (content.HasData)
            {
                if (content.PeekTag() == ExtensionsTag)
                {
                    WriteExtensions(writer, content.ReadSequence(ExtensionsTag).ReadSequence());
                }
                else
                {
                    writer.WriteEncodedValue(content.ReadEncodedValue().Span);
                }
            }
        }

        return writer.Encode();
    }

    static void WriteExtensions(AsnWriter writer, AsnReader extensions)
    {
        var kept = new List<ReadOnlyMemory<byte>>();
        while (extensions.HasData)
        {
            var extension = extensions.ReadEncodedValue();
            var identifier = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier();
            if (identifier != CertificateExtensions.SignedCertificateTimestamps)
            {
                kept.Add(extension);
            }
        }

        if (kept.Count == 0)
        {
            return;
        }

        using (writer.PushSequence(ExtensionsTag))
        using (writer.PushSequence())
        {
            foreach (var extension in kept)
            {
                writer.WriteEncodedValue(extension.Span);
            }
        }
    }
}
