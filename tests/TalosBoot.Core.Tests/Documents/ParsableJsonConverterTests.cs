using System.Text.Json;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;

namespace TalosBoot.Core.Tests.Documents;

/// <summary>Values in JSON are their texts.</summary>
sealed class ParsableJsonConverterTests
{
    const string Zeros = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    [Test]
    public void A_value_is_the_text_that_it_is_parsed_from()
    {
        var record = new Record(Digest.Parse(Zeros), TalosVersion.Parse("v1.12.0-alpha.1"), new() { [Digest.Parse(Zeros)] = 1 });
        var text = JsonSerializer.Serialize(record);
        Assert.That(text, Is.EqualTo($$$"""{"Digest":"{{{Zeros}}}","Version":"v1.12.0-alpha.1","Counts":{"{{{Zeros}}}":1}}"""));
        var read = JsonSerializer.Deserialize<Record>(text)!;
        Assert.That((read.Digest, read.Version, read.Counts.Single().Key), Is.EqualTo((record.Digest, record.Version, record.Digest)));
    }

    [TestCase("\"sha256:00\"")]
    [TestCase("12")]
    [TestCase("null")]
    public void A_text_that_is_none_is_refused_as_wrong_json(string text) =>
        Assert.That(() => JsonSerializer.Deserialize<Digest>(text), Throws.InstanceOf<JsonException>());

    [Test]
    public void Generic_code_parses_what_is_parsable()
    {
        Assert.That(Parse<Digest>(Zeros).Hex, Has.Length.EqualTo(64));
        Assert.That(Parse<TalosVersion>("1.7").IsAtLeast(1, 7), Is.True);
        Assert.That(() => Parse<Digest>("none"), Throws.InstanceOf<FormatException>());
    }

    static T Parse<T>(string text)
        where T : IParsable<T> => T.Parse(text, provider: null);

    sealed record Record(Digest Digest, TalosVersion Version, Dictionary<Digest, int> Counts);
}
