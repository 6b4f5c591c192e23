using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Signing;

namespace TalosBoot.Boot.Authenticode;

/// <summary>The parts of an Authenticode PKCS#7 message that decide whether it is right.</summary>
internal sealed class AuthenticodeMessage
{
    const int CertificateLimit = 32;
    static readonly Asn1Tag ContextZero = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag ContextOne = new(TagClass.ContextSpecific, 1, isConstructed: true);

    ReadOnlyMemory<byte> _issuer;
    ReadOnlyMemory<byte> _serialNumber;

    /// <summary>The encoded SpcIndirectDataContent.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    public byte[] ImageHash { get; private set; } = [];

    public byte[] MessageDigest { get; private set; } = [];

    /// <summary>The attributes as they were signed, as a SET OF.</summary>
    public byte[] SignedAttributes { get; private set; } = [];

    public byte[] Signature { get; private set; } = [];

    public DateTimeOffset? SigningTime { get; private set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; private set; } = [];

    /// <summary>Why the message cannot be judged, or null.</summary>
    public string? UnsupportedReason { get; private set; }

    /// <exception cref="AsnContentException">It is no such message.</exception>
    public static AuthenticodeMessage Decode(ReadOnlyMemory<byte> encoded)
    {
        var message = new AuthenticodeMessage();
        var contentInfo = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        if (contentInfo.ReadObjectIdentifier() != SignedData.SignedDataOid)
        {
            throw new AsnContentException("It carries no SignedData.");
        }

        var signedData = contentInfo.ReadSequence(ContextZero).ReadSequence();
        signedData.ReadInteger();
        signedData.ReadSetOf();
        message.DecodeContent(signedData.ReadSequence());
        if (signedData.PeekTag() == ContextZero)
        {
            message.DecodeCertificates(signedData.ReadSequence(ContextZero));
        }

        if (signedData.PeekTag() == ContextOne)
        {
            signedData.ReadEncodedValue();
        }

        message.DecodeSigner(signedData.ReadSetOf().ReadSequence());
        return message;
    }

    /// <summary>The certificate whose issuer and serial number the message names, or null.</summary>
    /// <exception cref="Core.Diagnostics.SigningException">That certificate has no RSA key.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate cannot be read.</exception>
    public SigningCertificate? FindSigner()
    {
        foreach (var der in Certificates)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
            if (certificate.IssuerName.RawData.AsSpan().SequenceEqual(_issuer.Span)
                && certificate.SerialNumberBytes.Span.SequenceEqual(_serialNumber.Span))
            {
                return SigningCertificate.Read(der);
            }
        }

        return null;
    }

    void DecodeContent(AsnReader contentInfo)
    {
        if (contentInfo.ReadObjectIdentifier() != SpcIndirectData.Oid)
        {
            UnsupportedReason = "it signs no image hash.";
            return;
        }

        Content = contentInfo.ReadSequence(ContextZero).ReadEncodedValue();
        (var hashOid, ImageHash) = SpcIndirectData.Decode(Content);
        RequireSha256(hashOid);
    }

    void DecodeCertificates(AsnReader certificates)
    {
        var result = new List<ReadOnlyMemory<byte>>();
        while (certificates.HasData)
        {
            if (result.Count == CertificateLimit)
            {
                throw new AsnContentException($"It has more than {CertificateLimit} certificates.");
            }

            result.Add(certificates.ReadEncodedValue());
        }

        Certificates = result;
    }

    void DecodeSigner(AsnReader signer)
    {
        signer.ReadInteger();
        var identifier = signer.ReadSequence();
        _issuer = identifier.ReadEncodedValue();
        _serialNumber = identifier.ReadIntegerBytes();
        RequireSha256(signer.ReadSequence().ReadObjectIdentifier());
        if (signer.PeekTag() != ContextZero)
        {
            UnsupportedReason ??= "it has no signed attributes.";
            return;
        }

        var attributes = signer.ReadEncodedValue();
        SignedAttributes = [0x31, .. attributes.Span[1..]];
        DecodeAttributes(new AsnReader(SignedAttributes, AsnEncodingRules.BER).ReadSetOf());
        signer.ReadSequence();
        Signature = signer.ReadOctetString();
    }

    void DecodeAttributes(AsnReader attributes)
    {
        while (attributes.HasData)
        {
            var attribute = attributes.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf();
            if (oid == SignedData.MessageDigestOid)
            {
                MessageDigest = values.ReadOctetString();
            }
            else if (oid == SignedData.SigningTimeOid)
            {
                SigningTime = values.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? values.ReadUtcTime() : values.ReadGeneralizedTime();
            }
        }
    }

    void RequireSha256(string oid)
    {
        if (oid != SignedData.Sha256Oid)
        {
            UnsupportedReason ??= $"it uses the hash algorithm {oid}; Secure Boot of today uses SHA-256.";
        }
    }
}
