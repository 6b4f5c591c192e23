using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore.Tests;

/// <summary>What is signed, byte for byte.</summary>
[TestFixture]
sealed class ClaimFormatTests
{
    [Test]
    public void A_payload_of_the_first_kind_is_that_of_cosign()
    {
        Assert.That(Digest.TryParse($"sha256:{new string('a', 64)}", out var digest), Is.True);
        var payload = new SimpleSigningPayload("ghcr.io/siderolabs/imager", digest).Write();
        Assert.That(payload, Has.Length.EqualTo(241));
        Assert.That(Digest.Sha256(payload).Hex, Is.EqualTo("e128ab98ee2e5eaf377ef27d5e42adc6ffe56da024398649d51ee238079143c7"));
        Assert.That(SimpleSigningPayload.Read(payload, "payload"), Is.EqualTo(new SimpleSigningPayload("ghcr.io/siderolabs/imager", digest)));
    }

    [Test]
    public void A_payload_with_optional_values_is_read()
    {
        var digest = $"sha256:{string.Concat(Enumerable.Repeat("d34db33f", 8))}";
        var payload = Encoding.UTF8.GetBytes(
            "{\"critical\":{\"identity\":{\"docker-reference\":\"docker.io/library/test:1.2.3\"},\"image\":{\"docker-manifest-digest\":\"" + digest
            + "\"},\"type\":\"cosign container image signature\"},\"optional\":{\"creator\":\"atomic\",\"timestamp\":1458239713}}");
        Assert.That(SimpleSigningPayload.Read(payload, "payload").Digest.ToString(), Is.EqualTo(digest));
    }

    [TestCase("application/vnd.in-toto+json", "{}", "DSSEv1 28 application/vnd.in-toto+json 2 {}")]
    [TestCase("http://example.com/HelloWorld", "hello world", "DSSEv1 29 http://example.com/HelloWorld 11 hello world")]
    public void The_signed_bytes_of_an_envelope_are_those_of_the_specification(string type, string payload, string expected) =>
        Assert.That(Encoding.UTF8.GetString(PreAuthentication.Encode(type, Encoding.UTF8.GetBytes(payload))), Is.EqualTo(expected));
}
