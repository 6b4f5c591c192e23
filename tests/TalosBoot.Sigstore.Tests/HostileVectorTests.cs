using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Documents and keys that once ended in exceptions of other kinds.</summary>
sealed class HostileVectorTests
{
    [TestCase("sigstore.InvalidOperationException-Oci.Signatures.SignatureJson.-c-DisplayClass16-0.-GetByteTexts-b-0.1.bin")]
    [TestCase("sigstore.InvalidOperationException-Oci.Signatures.SignatureJson.Parse.1.bin")]
    public void A_text_that_is_none_is_found_when_a_document_is_read(string file)
    {
        var document = File.ReadAllBytes(RepositoryPaths.Vector("hostile", file));
        Assert.That(
            () => SignatureJson.Parse(document, 1 << 20, "test", DiagnosticIds.SignatureMalformed),
            Throws.InstanceOf<SignatureVerificationException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignatureMalformed));
    }

    [Test]
    public void A_key_beside_its_curve_is_refused()
    {
        var pem = File.ReadAllText(RepositoryPaths.Vector("hostile", "keys-ec-off-curve.bin"));
        Assert.That(() => VerificationKey.ParsePem(pem), Throws.InstanceOf<SignatureVerificationException>());
    }
}
