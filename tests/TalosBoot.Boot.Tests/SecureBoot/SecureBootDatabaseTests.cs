using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography.Pkcs;
using System.Text;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.SecureBoot.OnDisk;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.SecureBoot;

public sealed class SecureBootDatabaseTests
{
    static SecureBootDatabaseOptions Options => new() { Time = new BuildClock(1_609_459_201) };

    [Test]
    public async Task Three_files_are_made_in_the_order_of_upstream()
    {
        var files = await SecureBootDatabase.CreateAsync(TestSigner.First, Options);
        Assert.That(files.Select(file => file.Variable.ToFileName()), Is.EqualTo(new[] { "db.auth", "KEK.auth", "PK.auth" }));
        Assert.That(files.Select(file => Convert.ToHexStringLower(file.Content.Span)), Is.Unique);
    }

    [Test]
    public async Task The_headers_are_those_of_the_rules()
    {
        var content = (await SecureBootDatabase.CreateAsync(TestSigner.First, Options))[0].Content;
        var length = BinaryPrimitives.ReadInt32LittleEndian(content.Span[16..]);

        // 2021-01-01 00:00:01, then the certificate header, then SignedData without ContentInfo: a sequence that starts with INTEGER 1.
        Assert.That(Convert.ToHexStringLower(content.Span[..16]), Is.EqualTo("e5070101000001000000000000000000"));
        Assert.That(Convert.ToHexStringLower(content.Span[20..40]), Is.EqualTo("0002f10e" + "9dd2af4adf68ee498aa9347d375665a7"));
        Assert.That(
            Convert.ToHexStringLower(content.Span[40..42]) + Convert.ToHexStringLower(content.Span[44..47]),
            Is.EqualTo("3082" + "020101"));
        Assert.That(
            content.Span[(16 + length)..].ToArray(),
            Is.EqualTo(SignatureLists.Encode([(SignatureOwner.FromCertificate(Encoding.ASCII.GetBytes(TestSigner.First.CertificatePem)), TestSigner.First.Certificate)])));
    }

    [TestCase(SecureBootVariable.PlatformKey)]
    [TestCase(SecureBootVariable.KeyExchangeKey)]
    [TestCase(SecureBootVariable.SignatureDatabase)]
    public async Task An_independent_parser_verifies_the_signature_over_the_variable(SecureBootVariable variable)
    {
        var content = (await SecureBootDatabase.CreateAsync(TestSigner.First, Options)).Single(file => file.Variable == variable).Content.ToArray();
        Assert.That(() => Verify(variable, content), Throws.Nothing);
        content[^1] ^= 1;
        Assert.That(() => Verify(variable, content), Throws.InstanceOf<System.Security.Cryptography.CryptographicException>());
    }

    [TestCase(SecureBootVariable.PlatformKey)]
    [TestCase(SecureBootVariable.SignatureDatabase)]
    public async Task Efitools_sign_the_same_variable(SecureBootVariable variable)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["cert.pem"], TestSigner.First.CertificatePem);
        File.WriteAllText(folder["key.pem"], TestSigner.First.Key.ExportPkcs8PrivateKeyPem());
        var ours = (await SecureBootDatabase.CreateAsync(TestSigner.First, Options)).Single(file => file.Variable == variable).Content.ToArray();
        folder.WriteFile("list.esl", ours.AsSpan(16 + BinaryPrimitives.ReadInt32LittleEndian(ours.AsSpan(16))));
        ForeignTool.Run(
            "sign-efi-sig-list", "-t", "2021-01-01 00:00:01", "-c", folder["cert.pem"], "-k", folder["key.pem"], variable.ToName(), folder["list.esl"], folder["theirs.auth"]);
        var theirs = File.ReadAllBytes(folder["theirs.auth"]);

        // Our reading of what is signed also verifies their signature, and the parts around it are the same.
        Assert.That(() => Verify(variable, theirs), Throws.Nothing);
        Assert.That(theirs[..16], Is.EqualTo(ours[..16]));
        Assert.That(theirs[20..40], Is.EqualTo(ours[20..40]));
        Assert.That(
            theirs[(16 + BinaryPrimitives.ReadInt32LittleEndian(theirs.AsSpan(16)))..],
            Is.EqualTo(File.ReadAllBytes(folder["list.esl"])));
    }

    [Test]
    public void Microsofts_certificates_follow_the_enrolled_one()
    {
        var prepared = SecureBootDatabase.Prepare(
            SecureBootVariable.SignatureDatabase, TestSigner.First.Certificate,
            Options with { WellKnownCertificates = ReadWellKnown() });
        var lists = ListsOf(prepared);
        Assert.That(ReadEntries(lists).Select(entry => (entry.Owner == SignatureOwner.Microsoft, entry.Size)), Is.EqualTo(new[]
        {
            (false, TestSigner.First.Certificate.Length), (true, 1556), (true, 1459), (true, 1448),
        }));
        var platformKey = ListsOf(SecureBootDatabase.Prepare(
            SecureBootVariable.PlatformKey, TestSigner.First.Certificate, Options with { WellKnownCertificates = ReadWellKnown() }));
        Assert.That(ReadEntries(platformKey), Has.Count.EqualTo(1));
        var exchange = ListsOf(SecureBootDatabase.Prepare(
            SecureBootVariable.KeyExchangeKey, TestSigner.First.Certificate, Options with { WellKnownCertificates = ReadWellKnown() }));
        Assert.That(ReadEntries(exchange).Skip(1).Select(entry => entry.Size), Is.EqualTo(new[] { 1516, 1462 }));
    }

    [Test]
    public void Well_known_certificates_are_complete_and_no_others()
    {
        var allButOne = ReadWellKnownFiles().Skip(1).ToList();
        Assert.That(
            () => WellKnownCertificates.Create([TestSigner.First.Certificate]),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.CertificateInvalid).And.Message.Contains(
                "none of Microsoft's"));
        Assert.That(
            () => WellKnownCertificates.Create(allButOne), Throws.TypeOf<SigningException>().With.Message.Contains("there are missing: "));
    }

    [Test]
    public void The_enrolled_certificate_may_be_another_one_and_its_text_names_the_owner()
    {
        var pem = Encoding.ASCII.GetBytes("a comment\n" + TestSigner.Second.CertificatePem);
        var prepared = SecureBootDatabase.Prepare(
            SecureBootVariable.PlatformKey, TestSigner.First.Certificate, Options with { EnrolledCertificatePem = pem });
        var (owner, size) = ReadEntries(ListsOf(prepared)).Single();
        Assert.That((owner, size), Is.EqualTo((SignatureOwner.FromCertificate(pem), TestSigner.Second.Certificate.Length)));
        Assert.That(prepared.Request.Name, Is.EqualTo("PK"));
    }

    [Test]
    public void An_enrolled_certificate_that_is_none_is_refused() => Assert.That(
        () => SecureBootDatabase.Prepare(SecureBootVariable.PlatformKey, TestSigner.First.Certificate, Options with { EnrolledCertificatePem = "x"u8.ToArray() }),
        Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.CertificateInvalid));

    [Test]
    public void A_time_comes_back()
    {
        var bytes = Convert.FromHexString("e50701020304050000000000000000a5");
        Assert.That(EfiTime.Read(bytes), Is.EqualTo(new EfiTime(2021, 1, 2, 3, 4, 5)));
        EfiTime.Read(bytes).Write(bytes);
        Assert.That(Convert.ToHexStringLower(bytes), Is.EqualTo("e5070102030405000000000000000000"));
    }

    static void Verify(SecureBootVariable variable, byte[] file)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(16));
        byte[] signed =
        [
            .. Encoding.Unicode.GetBytes(
                variable == SecureBootVariable.PlatformKey ? "PK" : variable == SecureBootVariable.KeyExchangeKey ? "KEK" : "db"),
            .. Convert.FromHexString(variable == SecureBootVariable.SignatureDatabase ? "cbb219d73a3d9645a3bcdad00e67656f" : "61dfe48bca93d211aa0d00e098032b8c"),
            0x27, 0, 0, 0, .. file[..16], .. file[(16 + length)..],
        ];
        var contentInfo = new AsnWriter(AsnEncodingRules.DER);
        using (contentInfo.PushSequence())
        {
            contentInfo.WriteObjectIdentifier("1.2.840.113549.1.7.2");
            using (contentInfo.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
            {
                contentInfo.WriteEncodedValue(file.AsSpan(40, length - 24));
            }
        }

        var message = new SignedCms(new ContentInfo(signed), detached: true);
        message.Decode(contentInfo.Encode());
        message.CheckSignature(verifySignatureOnly: true);
    }

    static byte[] ListsOf(PreparedSecureBootVariable prepared)
    {
        var file = prepared.Attach(TestSigner.First.Sign(prepared.Request));
        return file[(16 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(16)))..];
    }

    static List<(Guid Owner, int Size)> ReadEntries(byte[] lists)
    {
        var entries = new List<(Guid Owner, int Size)>();
        for (var offset = 0; offset < lists.Length;)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(lists.AsSpan(offset + 16));
            entries.Add((new Guid(lists.AsSpan(offset + 28, 16)), BinaryPrimitives.ReadInt32LittleEndian(lists.AsSpan(offset + 24)) - 16));
            offset += size;
        }

        return entries;
    }

    static WellKnownCertificates ReadWellKnown() => WellKnownCertificates.Create(ReadWellKnownFiles());

    static IEnumerable<ReadOnlyMemory<byte>> ReadWellKnownFiles() =>
        Directory.GetFiles(RepositoryPaths.Vector("uki", "certs"), "*.der", SearchOption.AllDirectories).Order().Select(
            file => (ReadOnlyMemory<byte>)File.ReadAllBytes(file));
}
