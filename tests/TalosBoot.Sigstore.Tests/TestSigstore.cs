using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace TalosBoot.Sigstore.Tests;

/// <summary>
/// A Sigstore instance of the tests: an authority for certificates with its log, both versions of the transparency log, and OpenSSL as the authority for
/// timestamps. It shares no code with the verifier but the keys.
/// </summary>
sealed class TestSigstore : IDisposable
{
    public const string Identity = "https://ci.example/some/workflow@refs/heads/main";
    public const string Issuer = "https://issuer.example";
    public const string FirstLogUrl = "https://rekor.example";
    public const string SecondLogUrl = "https://log2.rekor.example";

    static readonly Oid CodeSigning = new("1.3.6.1.5.5.7.3.3");

    readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    readonly ECDsa _issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    readonly ECDsa _certificateLogKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly X509Certificate2 _root;
    readonly X509Certificate2 _issuer;

    public TestSigstore()
    {
        _root = Authority("root", _rootKey).CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
        using var issuer = Authority("issuer", _issuerKey).Create(_root, Now.AddDays(-300), Now.AddDays(300), [7]);
        _issuer = issuer.CopyWithPrivateKey(_issuerKey);
    }

    /// <summary>OpenSSL's timestamps have the time of the machine, so that all others have as well.</summary>
    public static DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    public TestTransparencyLog FirstLog { get; } = new(FirstLogUrl, TestKeys.NewP256());

    public TestTransparencyLog SecondLog { get; } = new(SecondLogUrl, TestKeys.Open("Ed25519"));

    public TestTimestamps Timestamps { get; } = new();

    /// <summary>The start and end that the trust root tells of all, apart from timestamps.</summary>
    public (DateTimeOffset Start, DateTimeOffset? End) Trusted { get; set; } = (Now.AddDays(-100), null);

    public (DateTimeOffset Start, DateTimeOffset? End) TimestampsTrusted { get; set; } = (Now.AddDays(-100), null);

    public SignaturePolicy Policy => new()
    {
        TrustedRoot = TrustedRoot.Parse(Encoding.UTF8.GetBytes(Describe().ToJsonString())),
        Identities = [new SignerIdentity { Subject = Identity, Issuer = Issuer }],
    };

    /// <summary>A certificate for ten minutes around a time.</summary>
    public X509Certificate2 Issue(ECDsa key, TestCertificate wanted)
    {
        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = 1;
        using var unlogged = Request(key, wanted).Create(_issuer, wanted.Time.AddMinutes(-5), wanted.Time.AddMinutes(5), serial);
        if (!wanted.IsLogged)
        {
            return X509CertificateLoader.LoadCertificate(unlogged.RawData);
        }

        // The content of the certificate without the timestamp is what the log signs.
        var content = new AsnReader(unlogged.RawData, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();
        if (wanted.IsTimestampWrong)
        {
            content[^1] ^= 1;
        }

        var request = Request(key, wanted);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(CertificateTimestamp(content, wanted));
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.11129.2.4.2", writer.Encode(), critical: false));
        return request.Create(_issuer, wanted.Time.AddMinutes(-5), wanted.Time.AddMinutes(5), serial);
    }

    public void Dispose()
    {
        _root.Dispose();
        _issuer.Dispose();
        _rootKey.Dispose();
        _issuerKey.Dispose();
        _certificateLogKey.Dispose();
        Timestamps.Dispose();
    }

    byte[] CertificateTimestamp(byte[] content, TestCertificate wanted)
    {
        byte[] extensions = [0xAB, 0xCD];
        var milliseconds = BigEndian(wanted.Time.ToUnixTimeMilliseconds(), 8);
        byte[] signed =
        [
            0, 0, .. milliseconds, 0, 1, .. SHA256.HashData(_issuerKey.ExportSubjectPublicKeyInfo()),
            .. BigEndian(content.Length, 3), .. content, .. BigEndian(extensions.Length, 2), .. extensions,
        ];
        var signature = _certificateLogKey.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var log = SHA256.HashData(_certificateLogKey.ExportSubjectPublicKeyInfo());
        log[0] ^= (byte)(wanted.IsLogUnknown ? 1 : 0);
        byte[] item =
        [
            0, .. log, .. milliseconds, .. BigEndian(extensions.Length, 2), .. extensions, 4, 3, .. BigEndian(signature.Length, 2), .. signature,
        ];
        return [.. BigEndian(item.Length + 2, 2), .. BigEndian(item.Length, 2), .. item];
    }

    static byte[] BigEndian(long number, int size) => [.. Enumerable.Range(0, size).Select(index => (byte)(number >> (8 * (size - 1 - index))))];

    static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"O=sigstore.example, CN={name}", key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    static CertificateRequest Request(ECDsa key, TestCertificate wanted)
    {
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([wanted.IsForSigning ? CodeSigning : new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(Names(wanted));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, wanted.Issuer);
        request.CertificateExtensions.Add(
            wanted.IsOldIssuer
                ? new X509Extension("1.3.6.1.4.1.57264.1.1", Encoding.UTF8.GetBytes(wanted.Issuer), false)
                : new X509Extension("1.3.6.1.4.1.57264.1.8", writer.Encode(), false));
        return request;
    }

    static X509Extension Names(TestCertificate wanted)
    {
        var builder = new SubjectAlternativeNameBuilder();
        if (wanted.OtherName is { } other)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                writer.WriteObjectIdentifier("1.3.6.1.4.1.57264.1.7");
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, other);
                }
            }

            return new X509Extension("2.5.29.17", writer.Encode(), critical: true);
        }

        if (wanted.Email is { } email)
        {
            builder.AddEmailAddress(email);
        }
        else
        {
            builder.AddUri(new Uri(wanted.Identity));
        }

        return builder.Build(critical: true);
    }

    JsonObject Describe() => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["tlogs"] = new JsonArray(FirstLog.Describe(Period(Trusted)), SecondLog.Describe(Period(Trusted))),
        ["ctlogs"] = new JsonArray(TestTransparencyLog.Describe(
            "https://ct.example",
            _certificateLogKey.ExportSubjectPublicKeyInfo(),
            SHA256.HashData(_certificateLogKey.ExportSubjectPublicKeyInfo()),
            Period(Trusted))),
        ["certificateAuthorities"] = new JsonArray(Chain([_issuer.RawData, _root.RawData], Period(Trusted))),
        ["timestampAuthorities"] = new JsonArray(Chain(Timestamps.Certificates, Period(TimestampsTrusted))),
    };

    static JsonObject Period((DateTimeOffset Start, DateTimeOffset? End) period)
    {
        var result = new JsonObject { ["start"] = period.Start.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null) };
        if (period.End is { } end)
        {
            result["end"] = end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        }

        return result;
    }

    static JsonObject Chain(IEnumerable<byte[]> certificates, JsonObject period) => new()
    {
        ["certChain"] = new JsonObject
        {
            ["certificates"] = new JsonArray([.. certificates.Select(certificate => new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate) })]),
        },
        ["validFor"] = period,
    };
}
