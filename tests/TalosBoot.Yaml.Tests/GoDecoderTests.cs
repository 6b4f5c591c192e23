using TalosBoot.Yaml.Reading;

namespace TalosBoot.Yaml.Tests;

/// <summary>What the decoder does for documents other than schematics.</summary>
sealed class GoDecoderTests
{
    [Test]
    public void Unknown_fields_are_passed_over_when_they_are_no_problem()
    {
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        var seen = new List<string>();
        decoder.Structure(Read("{a: 1, b: {c: 2}, ~: 3}"), "T", seen, static (_, list, name, _) =>
        {
            list.Add(name);
            return name == "a";
        });
        Assert.That(seen, Is.EqualTo(["a", "b"]));
        Assert.That(decoder.Problems, Is.Empty);
    }

    [TestCase("6_000", 6000)]
    [TestCase("0x10", 16)]
    [TestCase("1.0", 1)]
    [TestCase("-5", -5)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("~", null)]
    public void Integers_are_read_in_all_their_forms(string document, long? expected)
    {
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        Assert.That((long?)decoder.Integer(Read(document), "int64", long.MinValue, long.MaxValue), Is.EqualTo(expected));
        Assert.That(decoder.Problems, Is.Empty);
    }

    [TestCase("6GiB")]
    [TestCase("'5'")]
    [TestCase("9223372036854775808")]
    [TestCase("1.5")]
    [TestCase(".nan")]
    [TestCase("-.inf")]
    [TestCase("[]")]
    [TestCase("true")]
    public void What_is_no_integer_is_a_problem(string document)
    {
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: false);
        Assert.That(decoder.Integer(Read(document), "int64", long.MinValue, long.MaxValue), Is.Null);
        Assert.That(decoder.Problems.Single().Text, Does.StartWith("cannot construct ").And.EndsWith(" into int64"));
    }

    [Test]
    public void No_more_than_twenty_problems_are_collected()
    {
        var decoder = new GoDecoder(GoYamlDialect.YamlV4Rc6, refusesUnknownFields: true);
        decoder.TextList(Read($"[{string.Concat(Enumerable.Repeat("[],", 50))}]"));
        Assert.That(decoder.Problems, Has.Count.EqualTo(20));
    }

    static YamlNode Read(string document) => YamlDocumentReader.Read(document, YamlLimits.Default);
}
