using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.Pkcs11.Tests;

public sealed class Pkcs11UriTests
{
    [Test]
    public void Attributes_are_read_and_decoded()
    {
        // Put together from the examples of RFC 7512, section 3.
        var uri = Pkcs11Uri.Parse(
            "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;serial=4a;slot-id=327;"
            + "object=my-certificate;type=cert;id=%69%95%3E%5C%F4%BD%EC%91?module-path=/usr/lib/libX.so&pin-source=file:/etc/token_pin");
        Assert.That(uri.Token, Is.EqualTo("The Software PKCS#11 Softtoken"));
        Assert.That(uri.Manufacturer, Is.EqualTo("Snake Oil, Inc."));
        Assert.That(uri.Model, Is.EqualTo("1.0"));
        Assert.That(uri.Serial, Is.EqualTo("4a"));
        Assert.That(uri.SlotId, Is.EqualTo(327));
        Assert.That(uri.ObjectLabel, Is.EqualTo("my-certificate"));
        Assert.That(Convert.ToHexString(uri.Id!.Value.Span), Is.EqualTo("69953E5CF4BDEC91"));
        Assert.That(uri.ModulePath, Is.EqualTo("/usr/lib/libX.so"));
        Assert.That(uri.PinSource, Is.EqualTo("file:/etc/token_pin"));
    }

    [Test]
    public void An_empty_uri_names_everything_and_unknown_query_attributes_do_not_matter()
    {
        Assert.That(Pkcs11Uri.Parse("pkcs11:").Token, Is.Null);
        Assert.That(Pkcs11Uri.Parse("PKCS11:object=a?x-vendor=1&module-name=p11").ObjectLabel, Is.EqualTo("a"));
    }

    [TestCase("pkcs12:object=a")]
    [TestCase("object=a")]
    [TestCase("pkcs11:object=a;object=b")]
    [TestCase("pkcs11:object")]
    [TestCase("pkcs11:object=%4")]
    [TestCase("pkcs11:object=%zz")]
    [TestCase("pkcs11:object=%00")]
    [TestCase("pkcs11:object=%ff")]
    [TestCase("pkcs11:object=ä")]
    [TestCase("pkcs11:slot-id=-1")]
    [TestCase("pkcs11:slot-id=99999999999999999999")]
    [TestCase("pkcs11:type=secret-key")]
    [TestCase("pkcs11:x-vendor=1")]
    [TestCase("pkcs11:object=a?pin-value=1&pin-source=/x")]
    public void What_is_no_such_uri_is_refused(string text) => Assert.That(
        () => Pkcs11Uri.Parse(text),
        Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignerConfigurationInvalid));

    [Test]
    public void A_long_uri_is_refused_quickly() => Assert.That(
        () => Pkcs11Uri.Parse("pkcs11:" + new string(';', 1_000_000)), Throws.TypeOf<SigningException>());

    [Test]
    public void The_text_names_the_key_and_never_the_pin() => Assert.That(
        Pkcs11Uri.Parse("pkcs11:token=a%20b;slot-id=3;id=%01%ab?pin-value=geheim&module-path=/m.so").ToString(),
        Is.EqualTo("pkcs11:token=a%20b;slot-id=3;id=%01%AB"));

    [TestCase("pkcs11:object=a?pin-value=geheim%zz")]
    [TestCase("pkcs11:object=a?pin-value=geheim&pin-value=geheim")]
    public void A_message_never_has_the_pin(string text) =>
        Assert.That(() => Pkcs11Uri.Parse(text), Throws.TypeOf<SigningException>().With.Message.Not.Contains("geheim"));
}
