using TalosBoot.Yaml.Reading;

namespace TalosBoot.Yaml.Tests;

/// <summary>Where Go's library differs from libyaml, and what the tests of schematics do not reach.</summary>
sealed class YamlDocumentReaderTests
{
    [TestCase("[a, :b]", "a", ":b")]
    [TestCase("[?a, b?c]", "?a", "b?c")]
    [TestCase("[a:b, c:]", "a:b", "c", null)]
    [TestCase("[\"a\\'b\"]", "a'b")]
    [TestCase("['a' , \"b\"#c\n]", "a", "b")]
    [TestCase("- a\n-\n- b", "a", null, "b")]
    [TestCase("- >\n a\n b\n\n c\n  d\n e\n- f", "a b\nc\n d\ne\n", "f")]
    public void Flow_and_block_collections_are_read_as_go_reads_them(string document, params string?[] expected)
    {
        var texts = new List<string?>();
        Collect(YamlDocumentReader.Read(document, YamlLimits.Default), texts);
        Assert.That(texts, Is.EqualTo(expected));
    }

    [TestCase("a: 'b\n---\n'", "while scanning a quoted scalar", "found unexpected document indicator")]
    [TestCase("a: b: c", null, "mapping values are not allowed in this context")]
    [TestCase("a: - b", null, "block sequence entries are not allowed in this context")]
    [TestCase("a: ? b", null, "mapping keys are not allowed in this context")]
    [TestCase("a: 1\nb\nc: 2", "while scanning a simple key", "could not find expected ':'")]
    [TestCase("[d? e]", "while parsing a flow sequence", "did not find expected ',' or ']'")]
    [TestCase("[a, b}", "while parsing a flow sequence", "did not find expected ',' or ']'")]
    [TestCase("- a\nb: c", "while parsing a block collection", "did not find expected '-' indicator")]
    [TestCase("a: !x! b", "while parsing a tag", "did not find expected tag URI")]
    [TestCase("a: !x!y b", "while parsing a node", "found undefined tag handle")]
    [TestCase("%YAML 1.1\n%YAML 1.1\n--- a", null, "found duplicate %YAML directive")]
    [TestCase("%FOO\n--- a", "while scanning a directive", "found unknown directive name")]
    [TestCase("a: |0\n b", "while scanning a block scalar", "found an indentation indicator equal to 0")]
    [TestCase("a: |x\n b", "while scanning a block scalar", "did not find expected comment or line break")]
    public void Errors_say_what_was_read_and_what_was_found(string document, string? context, string problem)
    {
        var exception = Assert.Throws<YamlReadException>(() => YamlDocumentReader.Read(document, YamlLimits.Default));
        Assert.That((exception.Context, exception.Message), Is.EqualTo((context, problem)));
    }

    static void Collect(YamlNode node, List<string?> texts)
    {
        if (node.Kind == YamlNodeKind.Scalar)
        {
            texts.Add(node.Value.Length == 0 && node.IsPlain ? null : node.Value);
        }

        foreach (var child in node.Children)
        {
            Collect(child, texts);
        }
    }
}
