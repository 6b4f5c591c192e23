using System.Diagnostics;
using System.Reflection;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Schematics.Tests;

/// <summary>
/// Documents that mean harm: an answer in less than 100 ms of processor time (the machine may be busy), and memory in proportion to the document.
/// </summary>
[NonParallelizable]
sealed class HostileSchematicTests
{
    const int Largest = 1024 * 1024;
    const long MostMemory = 128L * 1024 * 1024;
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(IsOptimized ? 100 : 500);

    /// <summary>Whether the library is compiled as it is shipped; otherwise times say little.</summary>
    static bool IsOptimized => typeof(Schematic).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    static IEnumerable<TestCaseData> Documents()
    {
        var name = new StringBuilder("overlay:\n  options:\n    a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++)
        {
            name.Append($"    a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        yield return Case("a bomb of aliases", name.ToString(), "TB1103");
        yield return Case("a large text, often", $"overlay: {{options: {{a: &a {new string('x', 500_000)}, b: [{Repeat("*a,", 100_000)}]}}}}", "TB1103");
        var merges = new StringBuilder("overlay:\n  options:\n    a0: &a0 {k0: 1}\n");
        for (var level = 1; level < 24; level++)
        {
            merges.Append($"    a{level}: &a{level} {{<<: [*a{level - 1}, *a{level - 1}], k{level}: 1}}\n");
        }

        yield return Case("merge keys of merge keys", merges.ToString(), "TB1103");
        var deep = new StringBuilder("overlay:\n  options:\n    a0: &a0 [x]\n");
        for (var level = 1; level < 150; level++)
        {
            deep.Append($"    a{level}: &a{level} [*a{level - 1}]\n");
        }

        yield return Case("depth by aliases", deep.ToString(), "TB1103");
        yield return Case("an alias within itself", "overlay: {options: &a {b: *a}}", "TB1105");
        yield return Case("100,000 nested lists", new string('[', 100_000), "TB1103");
        yield return Case("100,000 nested lists, closed", new string('[', 100_000) + new string(']', 100_000), "TB1103");
        yield return Case("100,000 nested lists on lines", Repeat("[\n", 100_000), "TB1103");
        yield return Case("100,000 nested block lists", Repeat("- ", 100_000), "TB1103");
        yield return Case("100,000 nested mappings", Repeat("{a: ", 100_000), "TB1103");
        yield return Case("100,000 nested complex keys", Repeat("? ", 100_000), "TB1103");
        yield return Case("1,400 nested lines", string.Concat(Enumerable.Range(0, 1400).Select(depth => new string(' ', depth) + "a:\n")), "TB1103");
        yield return Case("a key of 1 MiB", Fill("", 'k', ": v"), "TB1106");
        yield return Case("a quoted key of 1 MiB", Fill("\"", 'k', "\": v"), "TB1106");
        yield return Case("a complex key of 1 MiB", Fill("? ", 'k', "\n: v"), "TB1106");
        yield return Case("a text of 1 MiB", Fill("owner: ", 'x', ""), null);
        yield return Case("more than 1 MiB", new string(' ', Largest + 1), "TB1103");
        yield return Case("the same key 9,000 times", "overlay:\n  options:\n" + Repeat("    a: 1\n", 9_000), "TB1108");
        yield return Case("9,900 keys", "{overlay: {options: {" + string.Concat(Enumerable.Range(0, 9_900).Select(index => $"a{index}: {index},")) + "}}}", null);
        yield return Case("keys that differ at the end only", "{overlay: {options: {" + string.Concat(Enumerable.Range(0, 1000).Select(index => $"? {new string('a', 990)}{index}\n: 1,")) + "}}}", null);
        yield return Case("500,000 items", $"customization: {{extraKernelArgs: [{Repeat("a,", 500_000)}]}}", "TB1103");
        yield return Case("19,000 items", $"customization: {{extraKernelArgs: [{Repeat("a,", 19_000)}]}}", null);
        yield return Case("unknown fields", Repeat("{a: 1}, ", 6_000).Insert(0, "customization: {meta: [") + "]}", "TB1106");
        yield return Case("empty lines", Fill("", '\n', "{}"), null);
        yield return Case("spaces", Fill("", ' ', "{}"), null);
        yield return Case("tabs", Fill("{", '\t', "}"), null);
        yield return Case("comments", Repeat("#\n", Largest / 2), "TB1104");
        yield return Case("a comment", Fill("#", '#', "\n{}"), null);
        yield return Case("a plain text on many lines", $"owner:{Repeat("\n x", 300_000)}", null);
        yield return Case("a plain text with many spaces", Fill("owner: x", ' ', "x"), null);
        yield return Case("escapes", $"owner: \"{Repeat("\\n", Largest / 2 - 10)}\"", null);
        yield return Case("escaped line breaks", $"owner: \"{Repeat("\\\n", Largest / 2 - 10)}\"", null);
        yield return Case("quotes", $"owner: '{Repeat("''", Largest / 2 - 10)}'", null);
        yield return Case("an open quote", Fill("owner: '", 'x', ""), "TB1101");
        yield return Case("a literal of empty lines", Fill("owner: |+\n", '\n', ""), null);
        yield return Case("a literal", $"owner: |\n{Repeat("  x\n", Largest / 4 - 10)}", null);
        yield return Case("a folded text", $"owner: >\n{Repeat("  x\n", Largest / 4 - 10)}", null);
        yield return Case("an anchor of 1 MiB", Fill("owner: &", 'x', " y"), null);
        yield return Case("anchors", $"customization: {{extraKernelArgs: [{string.Concat(Enumerable.Range(0, 19_000).Select(index => $"&a{index} x,"))}]}}", null);
        yield return Case("a tag of 1 MiB", Fill("owner: !<", 'x', "> y"), null);
        yield return Case("a tag of octets", $"owner: !{Repeat("%41", Largest / 3 - 10)} y", null);
        yield return Case("tag directives", string.Concat(Enumerable.Range(0, 40_000).Select(index => $"%TAG !a{index}! x\n")) + "--- {}", null);
        yield return Case("documents", Repeat("---\n", Largest / 4), null);
        yield return Case("document ends", Repeat("...\n", Largest / 4), "TB1104");
        yield return Case("a number of 1 MiB", Fill("overlay: {options: {a: ", '9', "}}"), null);
        yield return Case("a number of underscores", Fill("overlay: {options: {a: 1", '_', "}}"), null);
        yield return Case("a base 60 number", $"overlay: {{options: {{a: 1{Repeat(":1", Largest / 2 - 20)}}}}}", null);
        yield return Case("base64", Fill("owner: !!binary ", 'A', ""), null);
        yield return Case("NULs", Fill("", '\0', ""), "TB1102");
        yield return Case("colons", Fill("", ':', ""), "TB1106");
        yield return Case("commas", Fill("[", ',', "]"), "TB1103");
        yield return Case("question marks", Repeat("? a\n", Largest / 4), "TB1103");
        yield return Case("emoji", $"owner: {Repeat("\U0001F600", Largest / 4 - 10)}", null);
    }

    [TestCaseSource(nameof(Documents))]
    public void An_answer_comes_in_time_and_in_little_memory(string document, string? diagnosticId)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        var best = TimeSpan.MaxValue;
        var memory = long.MaxValue;

        // The best of some rounds: what else the machine does must not count. A slow answer stays slow in every one.
        for (var round = 0; round < 4 || (round < 20 && best >= Longest); round++)
        {
            string? actual = null;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Environment.CpuUsage.TotalTime;
            try
            {
                Schematic.Parse(bytes).Id();
            }
            catch (SchematicException exception)
            {
                actual = exception.DiagnosticId;
            }

            best = TimeSpan.FromTicks(Math.Min(best.Ticks, (Environment.CpuUsage.TotalTime - start).Ticks));
            memory = Math.Min(memory, GC.GetAllocatedBytesForCurrentThread() - allocated);
            Assert.That(actual, Is.EqualTo(diagnosticId));
        }

        TestContext.Out.WriteLine($"{best.TotalMilliseconds:0.0} ms, {memory / 1024} KiB");
        Assert.That(best, Is.LessThan(Longest));
        Assert.That(memory, Is.LessThan(MostMemory));
    }

    [Test]
    public void The_length_limit_is_an_option()
    {
        var options = new SchematicReaderOptions { MaximumLength = 20 };
        Assert.That(() => Schematic.Parse("customization: {}", options), Throws.Nothing);
        Assert.That(
            () => Schematic.Parse("customization: {   }  ", options),
            Throws.InstanceOf<SchematicException>().With.Property("DiagnosticId").EqualTo("TB1103").And.Message.Contains("22 bytes, the limit is 20"));
    }

    [Test]
    public void A_document_may_be_as_long_as_the_limit_without_aliases()
    {
        var text = new string('a', 5 << 20);
        var schematic = Schematic.Parse($"customization: {{embeddedMachineConfiguration: {text}}}", new SchematicReaderOptions { MaximumLength = 8 << 20 });

        Assert.That(schematic.Customization.EmbeddedMachineConfiguration, Has.Length.EqualTo(text.Length));
    }

    static TestCaseData Case(string name, string document, string? diagnosticId) =>
        new TestCaseData(document, diagnosticId).SetName("{m}: " + name);

    static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    static string Fill(string before, char filling, string after) => before + new string(filling, Largest - before.Length - after.Length) + after;
}
