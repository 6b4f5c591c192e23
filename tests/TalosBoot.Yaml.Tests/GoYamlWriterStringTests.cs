using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Tests;

/// <summary>The string vectors of schematic.md 8.7, and the rules around them.</summary>
sealed class GoYamlWriterStringTests
{
    [TestCase("console=ttyS0,115200")]
    [TestCase("-selinux")]
    [TestCase("=")]
    [TestCase("a#b")]
    [TestCase("x:y")]
    [TestCase("it's")]
    [TestCase("1:60")]
    [TestCase("12:345")]
    [TestCase("00:1f.2")]
    [TestCase("00:1f:2")]
    [TestCase("1.2.3")]
    [TestCase("1e")]
    [TestCase("0x")]
    [TestCase("0xZZ")]
    [TestCase("2024-13-01")]
    [TestCase("2023-02-29")]
    [TestCase("2020-01-01T10:00:00")]
    [TestCase("2020-01-01 10:00:00Z")]
    [TestCase("2020-01-01T24:00:00Z")]
    [TestCase("é")]
    [TestCase("0b")]
    [TestCase("0o8")]
    [TestCase("1e400")]
    [TestCase(".e5")]
    [TestCase("._5")]
    [TestCase(".5_")]
    [TestCase("__")]
    [TestCase("_1")]
    [TestCase("?x")]
    [TestCase(":x")]
    [TestCase("--x")]
    [TestCase("tRue")]
    [TestCase("a\u00A0b")]
    [TestCase("x\u200By")]
    [TestCase("a, b")]
    [TestCase("..")]
    [TestCase("+")]
    [TestCase("<<=")]
    [TestCase("in  ner")]
    [TestCase("0b-1")]
    [TestCase("0o+7")]
    [TestCase("1:2x")]
    public void Stay_plain(string text) => Assert.That(Emit.Item(text), Is.EqualTo(text));

    [TestCase("a=b: c")]
    [TestCase("[x]")]
    [TestCase("*")]
    [TestCase("@x")]
    [TestCase("%x")]
    [TestCase("a #b")]
    [TestCase("x:")]
    [TestCase(" a")]
    [TestCase("a ")]
    [TestCase(" ")]
    [TestCase("yes")]
    [TestCase("1:20")]
    [TestCase("190:20:30")]
    [TestCase("1:20.5")]
    [TestCase("-1:05")]
    [TestCase("1:2:")]
    [TestCase("1_0:59._")]
    [TestCase("<<")]
    [TestCase("---")]
    [TestCase("--- a")]
    [TestCase("----a")]
    [TestCase("...")]
    [TestCase("...x")]
    [TestCase("-")]
    [TestCase("- a")]
    [TestCase("? x")]
    [TestCase(": x")]
    [TestCase("|")]
    [TestCase("`a")]
    [TestCase("\"q\"")]
    public void Are_single_quoted(string text) => Assert.That(Emit.Item(text), Is.EqualTo($"'{text}'"));

    [TestCase("")]
    [TestCase("true")]
    [TestCase("True")]
    [TestCase("null")]
    [TestCase("~")]
    [TestCase("0x1F")]
    [TestCase("0o17")]
    [TestCase("0b11")]
    [TestCase("017")]
    [TestCase("1_000")]
    [TestCase("1e3")]
    [TestCase(".5")]
    [TestCase(".5_0")]
    [TestCase("5.")]
    [TestCase("+1")]
    [TestCase("-1.5")]
    [TestCase("-.5")]
    [TestCase("-0")]
    [TestCase("1__")]
    [TestCase("1_.5")]
    [TestCase("-_1")]
    [TestCase("0x_1")]
    [TestCase("08")]
    [TestCase("09.5")]
    [TestCase("089")]
    [TestCase("18446744073709551615")]
    [TestCase("18446744073709551616")]
    [TestCase("2024-01-01")]
    [TestCase("2024-1-1")]
    [TestCase("2024-02-29")]
    [TestCase("0000-02-29")]
    [TestCase("2020-01-01T10:00:00Z")]
    [TestCase("2020-01-01t1:2:3.5+02:00")]
    [TestCase("2020-01-01 10:00:00")]
    [TestCase("2020-01-01   1:0:0,123456789")]
    [TestCase(".inf")]
    [TestCase("-.INF")]
    [TestCase("+.Inf")]
    [TestCase(".nan")]
    public void Are_double_quoted(string text) => Assert.That(Emit.Item(text), Is.EqualTo($"\"{text}\""));

    [TestCase("'x", "'''x'")]
    [TestCase("it's: x", "'it''s: x'")]
    [TestCase("a\tb", """ "a\tb" """)]
    [TestCase("a:\tb", """ "a:\tb" """)]
    [TestCase("\U0001F600", """ "\U0001F600" """)]
    [TestCase("\uFEFFab", """ "\uFEFF\x61\x62" """)]
    [TestCase("ab\uFEFF", """ "ab\uFEFF" """)]
    [TestCase("\uFEFF\u00A0", """ "\uFEFF\_" """)]
    [TestCase("a\ab\be\e\v\f\0", """ "a\ab\be\e\v\f\0" """)]
    [TestCase("a\rb", """ "a\rb" """)]
    [TestCase("\x7f\u0085\u0086", """ "\x7F\N\x86" """)]
    [TestCase("\t\u2028\u2029", """ "\t\L\P" """)]
    [TestCase("\t\"q\" \\ / ' é", """ "\t\"q\" \\ / ' é" """)]
    [TestCase("\uFFFE", """ "\uFFFE" """)]
    [TestCase("a \nb\n", """ "a \nb\n" """)]
    [TestCase(" \n", """ " \n" """)]
    [TestCase("\n", """ "\n" """)]
    [TestCase("a\r\nb", """ "a\r\nb" """)]
    [TestCase("x\n\U0001F600", """ "x\n\U0001F600" """)]
    public void Are_escaped(string text, string expected) => Assert.That(Emit.Item(text), Is.EqualTo(expected.Trim(' ')));

    [TestCase("a\u2028b", "'a\u2028  b'")]
    [TestCase("a\u2028\u2029b", "'a\u2028\u2029  b'")]
    [TestCase("a\u2028", "'a\u2028'")]
    [TestCase("a\u2028 b", "\"a\\L b\"")]
    [TestCase("a \u2028b", "\"a \\Lb\"")]
    public void Breaks_other_than_line_feeds_are_written_raw_in_single_quotes(string text, string expected) =>
        Assert.That(Emit.Item(text), Is.EqualTo(expected));

    [TestCase("a\nb", "|-\n  a\n  b")]
    [TestCase("a\nb\n", "|\n  a\n  b")]
    [TestCase("a\n\n", "|+\n  a\n")]
    [TestCase("\na\n", "|\n\n  a")]
    [TestCase(" a\nb\n", "|4\n   a\n  b")]
    [TestCase("a\n\n\tb", "|-\n  a\n\n  \tb")]
    [TestCase("a\n b", "|-\n  a\n   b")]
    [TestCase("a\n\t", "|-\n  a\n  \t")]
    public void Lines_make_a_literal(string text, string expected) => Assert.That(Emit.Item(text), Is.EqualTo(expected));

    [TestCase("yes", GoYamlDialect.YamlV4Rc4, "\"yes\"")]
    [TestCase("1:20", GoYamlDialect.YamlV301, "\"1:20\"")]
    [TestCase("<<", GoYamlDialect.YamlV301, "<<")]
    [TestCase("<<", GoYamlDialect.YamlV4Rc3, "\"<<\"")]
    [TestCase("\n", GoYamlDialect.YamlV301, "|4+")]
    [TestCase(" \n\n", GoYamlDialect.YamlV301, "\" \\n\\n\"")]
    [TestCase("\t\n", GoYamlDialect.YamlV301, "|\n  \t")]
    [TestCase("\t\n", GoYamlDialect.YamlV4Rc3, "\"\\t\\n\"")]
    [TestCase("\na\n", GoYamlDialect.YamlV301, "|4\n  a")]
    [TestCase("\na\n", GoYamlDialect.YamlV4Rc3, "|4\n\n  a")]
    [TestCase("\na\n", GoYamlDialect.YamlV4Rc4, "|\n\n  a")]
    [TestCase("0b-1", GoYamlDialect.YamlV301, "\"0b-1\"")]
    [TestCase("0o+7", GoYamlDialect.YamlV301, "\"0o+7\"")]
    [TestCase("0b-2", GoYamlDialect.YamlV301, "0b-2")]
    public void Dialects_differ(string text, GoYamlDialect dialect, string expected) => Assert.That(Emit.Item(text, dialect), Is.EqualTo(expected));

    [Test]
    public void Bytes_that_are_not_utf8_become_binary()
    {
        var shorter = GoText.FromBytes(Enumerable.Repeat((byte)0xFF, 51).ToArray());
        var longer = GoText.FromBytes(Enumerable.Repeat((byte)0xFF, 52).ToArray());
        Assert.That(Emit.Item(shorter), Is.EqualTo("!!binary " + new string('/', 68)));
        Assert.That(Emit.Item(longer), Is.EqualTo("!!binary |\n  " + new string('/', 69) + "w\n  =="));
    }

    [Test]
    public void A_lone_surrogate_that_stands_for_no_byte_becomes_the_replacement_character() =>
        Assert.That(Emit.Item("a\uD800b"), Is.EqualTo("\"a\\uFFFDb\""));

    [Test]
    public void Long_texts_are_not_folded()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 200));
        Assert.That(Emit.Item(text), Is.EqualTo(text));
        Assert.That(Emit.Item(text + ":"), Is.EqualTo($"'{text}:'"));
        Assert.That(Emit.Item(text + "\a"), Is.EqualTo($"\"{text}\\a\""));
    }
}
