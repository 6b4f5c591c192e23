using TalosBoot.Testing;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Yaml.Tests;

/// <summary>The layout of schematic.md 7, key order and values of 10 and 11, and the forms that other documents need.</summary>
sealed class GoYamlWriterLayoutTests
{
    [Test]
    public void A_mapping_within_a_list_continues_at_the_next_multiple_of_four()
    {
        var value = Emit.Map(
            ("configTxtAppend", "a=1\nb=2"),
            ("list", new YamlList(new YamlList("x", "1"), Emit.Map(("k", "v"), ("m", Emit.Map(("z", 1)))))));
        Assert.That(Emit.Value(value), Is.EqualTo(
            """
            configTxtAppend: |-
                a=1
                b=2
            list:
                - - x
                  - "1"
                - k: v
                  m:
                    z: 1

            """));
    }

    [Test]
    public void Empty_collections_are_written_in_flow_style()
    {
        var value = Emit.Map(("a", YamlMapping.Empty), ("b", new YamlList()), ("c", new YamlList(YamlMapping.Empty, new YamlList())));
        Assert.That(Emit.Value(value), Is.EqualTo("a: {}\nb: []\nc:\n    - {}\n    - []\n"));
        Assert.That(Emit.Value(YamlMapping.Empty), Is.EqualTo("{}\n"));
    }

    [Test]
    public void Long_and_multi_line_keys_are_complex()
    {
        var longest = new string('k', 128);
        Assert.That(Emit.Value(Emit.Map((longest, 1))), Is.EqualTo($"{longest}: 1\n"));
        Assert.That(Emit.Value(Emit.Map((longest + "k", 1))), Is.EqualTo($"? {longest}k\n: 1\n"));
        Assert.That(Emit.Value(Emit.Map(("a\nb", new YamlList("x", "y")))), Is.EqualTo("? |-\n    a\n    b\n:   - x\n    - 'y'\n"));
        Assert.That(Emit.Value(Emit.Map(("a\nb", Emit.Map(("x", 1), ("z", 2))))), Is.EqualTo("? |-\n    a\n    b\n:   x: 1\n    z: 2\n"));
        Assert.That(Emit.Value(Emit.Map(("a\n", YamlMapping.Empty))), Is.EqualTo("? |\n    a\n: {}\n"));
    }

    [Test]
    public void Keys_that_are_no_texts_are_written_as_their_values()
    {
        var value = Emit.Map((1.0, "f"), (1, "x"), ("b", "y"), (true, "t"), (0.5, "h"), (YamlNull.Instance, "n"), ("9", 1.5));
        Assert.That(Emit.Value(value), Is.EqualTo("0.5: h\ntrue: t\n1: x\n1: f\nnull: 'n'\n\"9\": 1.5\nb: 'y'\n"));
    }

    [TestCase("_x|9|10|A|B|a-b|a_b|a1|a9|a10|ab|b")]
    [TestCase("a1|a2|a10")]
    [TestCase("a|aa")]
    [TestCase("a-b|ab")]
    [TestCase("a1b|a1-")]
    [TestCase("1|01")]
    [TestCase("a1|a01")]
    [TestCase("x10a|x100")]
    [TestCase("é1|é2|é10")]
    [TestCase("\U0001D7D82|\U0001D7D810")]
    public void Texts_sort_naturally(string sorted)
    {
        var keys = sorted.Split('|');
        var mapping = new YamlMapping(keys.Reverse().Select(key => KeyValuePair.Create<string, YamlValue>(key, 1)));
        Assert.That(mapping.Entries.Select(entry => ((YamlText)entry.Key).Value), Is.EqualTo(keys));
    }

    [TestCase(100000.0, "100000")]
    [TestCase(999999.0, "999999")]
    [TestCase(1000000.0, "1e+06")]
    [TestCase(1234567.5, "1.2345675e+06")]
    [TestCase(0.0001, "0.0001")]
    [TestCase(0.00001, "1e-05")]
    [TestCase(1.25e-7, "1.25e-07")]
    [TestCase(-1e6, "-1e+06")]
    [TestCase(1.0, "1")]
    [TestCase(0.0, "0")]
    [TestCase(-0.0, "-0")]
    [TestCase(123.456, "123.456")]
    [TestCase(1.8446744073709552e19, "1.8446744073709552e+19")]
    [TestCase(1e21, "1e+21")]
    [TestCase(1e100, "1e+100")]
    [TestCase(double.MaxValue, "1.7976931348623157e+308")]
    [TestCase(double.Epsilon, "5e-324")]
    [TestCase(0.1, "0.1")]
    [TestCase(120.0, "120")]
    [TestCase(double.PositiveInfinity, ".inf")]
    [TestCase(double.NegativeInfinity, "-.inf")]
    [TestCase(double.NaN, ".nan")]
    public void Floats_have_the_shortest_form(double value, string expected) =>
        Assert.That(Emit.Value(new YamlList(value)), Is.EqualTo($"- {expected}\n"));

    [Test]
    public void Integers_reach_from_the_smallest_signed_to_the_largest_unsigned() =>
        Assert.That(
            Emit.Value(new YamlList(new YamlInteger(long.MinValue), new YamlInteger(ulong.MaxValue), false)),
            Is.EqualTo("- -9223372036854775808\n- 18446744073709551615\n- false\n"));

    [TestCase("2020-01-01", "2020-01-01T00:00:00Z")]
    [TestCase("2020-01-01 10:00:00.5", "2020-01-01T10:00:00.5Z")]
    [TestCase("2020-01-01T10:00:00.50+02:00", "2020-01-01T10:00:00.5+02:00")]
    [TestCase("2020-1-2t3:4:5,000000001-00:30", "2020-01-02T03:04:05.000000001-00:30")]
    [TestCase("2020-01-01T10:00:00+00:00", "2020-01-01T10:00:00Z")]
    public void Timestamps_keep_their_zone(string text, string expected) =>
        Assert.That(Emit.Value(new YamlList(YamlTimestamp.TryParse(text)!)), Is.EqualTo($"- {expected}\n"));

    [Test]
    public void With_an_indentation_of_two_lists_stay_indented()
    {
        var options = new GoYamlWriterOptions(GoYamlDialect.YamlV4Rc6, Indent: 2);
        var written = Emit.Document(options, writer =>
        {
            writer.BeginMapping();
            writer.Key("arch");
            writer.Text(string.Empty);
            writer.Key("secureboot");
            writer.Null();
            writer.Key("customization");
            writer.BeginMapping();
            writer.Key("metaContents");
            writer.BeginSequence();
            writer.BeginMapping();
            writer.Key("key");
            writer.Integer(11);
            writer.Key("value");
            writer.Text("a: b\nc: d\n");
            writer.Key("nested");
            writer.Value(Emit.Map(("x", " y\n")));
            writer.EndMapping();
            writer.EndSequence();
            writer.EndMapping();
            writer.EndMapping();
        });
        Assert.That(written, Is.EqualTo(
            """
            arch: ""
            secureboot: null
            customization:
              metaContents:
                - key: 11
                  value: |
                    a: b
                    c: d
                  nested:
                    x: |2
                       y

            """));
    }

    [Test]
    public void The_list_of_extensions_is_folded_as_the_encoder_folds_it()
    {
        var options = new GoYamlWriterOptions(GoYamlDialect.YamlV4Rc6, Width: 80);
        var written = Emit.Document(options, writer =>
        {
            writer.BeginMapping();
            writer.Key("layers");
            writer.BeginSequence();
            Layer(writer, "0.sqsh", [
                ("name", "gvisor"), ("version", "20231214.0-v1.6.0"), ("author", "Sidero Labs"),
                ("description", "[core] This system extension provides gVisor using containerd's runtime handler.\n")], ">= v1.0.0", null);
            Layer(writer, "1.sqsh", [
                ("name", "schematic"), ("version", "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"),
                ("author", "Image Factory (https://factory.talos.dev/)"),
                ("description", "Virtual extension which specifies the schematic of the image built with schematic.")], ">= 1.0.0", "customization: {}\n");
            Layer(writer, "modules.dep.sqsh", [
                ("name", "modules.dep"), ("version", "6.12.25-talos"), ("author", "Talos Machinery"),
                ("description", "Combined modules.dep for all extensions")], string.Empty, null);
            writer.EndSequence();
            writer.EndMapping();
        });
        Assert.That(written, Is.EqualTo(File.ReadAllText(RepositoryPaths.Vector("initramfs", "extensions.yaml"))));
    }

    [Test]
    public void Folding_replaces_the_first_space_beyond_the_width()
    {
        var options = new GoYamlWriterOptions(GoYamlDialect.YamlV4Rc6, Width: 10);
        Assert.That(Fold("12345678 0 a b"), Is.EqualTo("- 12345678 0\n  a b\n"));
        Assert.That(Fold("1234567890 a  b c"), Is.EqualTo("- 1234567890\n  a  b c\n"));
        Assert.That(Fold("1234567890  a b"), Is.EqualTo("- 1234567890  a\n  b\n"));
        Assert.That(Fold("123456789: a b"), Is.EqualTo("- '123456789:\n  a b'\n"));
        Assert.That(Fold("123456789:    "), Is.EqualTo("- '123456789:    '\n"));
        Assert.That(Fold("123456789\a a b"), Is.EqualTo("- \"123456789\\a\n  a b\"\n"));
        Assert.That(Fold("123456789\a  a b"), Is.EqualTo("- \"123456789\\a\n  \\ a b\"\n"));

        string Fold(string text) => Emit.Value(new YamlList(text), options);
    }

    [Test]
    public void Values_nested_too_deep_are_refused()
    {
        YamlValue value = 1;
        for (var depth = 0; depth < YamlValue.MaximumDepth; depth++)
        {
            value = new YamlList(value);
        }

        Assert.That(() => new YamlList(value), Throws.ArgumentException);
        Assert.That(() => Emit.Map(("a", value)), Throws.ArgumentException);
        Assert.That(() => Emit.Map((new YamlList(), 1)), Throws.ArgumentException);
        Assert.That(() => Emit.Map(("a", 1), ("a", 2)), Throws.ArgumentException);
    }

    static void Layer(GoYamlWriter writer, string image, (string Key, string Value)[] metadata, string constraint, string? extraInfo)
    {
        writer.BeginMapping();
        writer.Key("image");
        writer.Text(image);
        writer.Key("metadata");
        writer.BeginMapping();
        foreach (var (key, value) in metadata)
        {
            writer.Key(key);
            writer.Text(value);
        }

        writer.Key("compatibility");
        writer.Value(Emit.Map(("talos", Emit.Map(("version", constraint)))));
        if (extraInfo is not null)
        {
            writer.Key("extraInfo");
            writer.Text(extraInfo);
        }

        writer.EndMapping();
        writer.EndMapping();
    }
}
