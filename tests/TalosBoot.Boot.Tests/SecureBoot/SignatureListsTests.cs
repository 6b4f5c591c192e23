using TalosBoot.Boot.SecureBoot;

namespace TalosBoot.Boot.Tests.SecureBoot;

public sealed class SignatureListsTests
{
    static readonly Guid Owner = new("00112233-4455-6677-8899-aabbccddeeff");

    [Test]
    public void A_certificate_joins_a_list_of_its_size() => Assert.That(
        Convert.ToHexStringLower(SignatureLists.Encode(
            [(Owner, new byte[] { 1, 2 }), (Owner, new byte[] { 3 }), (SignatureOwner.Microsoft, new byte[] { 4, 5 })])),
        Is.EqualTo(
            "a159c0a5e494a74a87b5ab155c2bf072" + "40000000" + "00000000" + "12000000"
            + "33221100554477668899aabbccddeeff" + "0102" + "bd9afa775903324dbd6028f4e78f784b" + "0405"
            + "a159c0a5e494a74a87b5ab155c2bf072" + "2d000000" + "00000000" + "11000000"
            + "33221100554477668899aabbccddeeff" + "03"));

    [Test]
    public void Efitools_write_the_same_list()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["cert.pem"], TestSigner.First.CertificatePem);
        ForeignTool.Run("cert-to-efi-sig-list", "-g", Owner.ToString(), folder["cert.pem"], folder["list.esl"]);
        Assert.That(SignatureLists.Encode([(Owner, TestSigner.First.Certificate)]), Is.EqualTo(File.ReadAllBytes(folder["list.esl"])));
    }
}
