using TalosBoot.Factory.Wizard.State;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Tests.Wizard;

[TestFixture]
internal sealed class SchematicComparisonTests
{
    [Test]
    public void Lines_are_told_apart()
    {
        var comparison = SchematicComparison.Of(WithArguments(["a", "b", "c"]), WithArguments(["b", "x", "c"]));

        Assert.That((comparison.IsEqual, comparison.IsPart), Is.EqualTo((false, false)));
        Assert.That(comparison.Lines.Select(line => $"{(line.IsRight ? line.IsLeft ? ' ' : '+' : '-')}{line.Text.Trim()}"), Is.EqualTo(new[]
        {
            " customization:", " extraKernelArgs:", "-- a", " - b", "+- x", " - c",
        }));
    }

    [Test]
    public void Long_texts_that_differ_at_their_ends_are_shown_from_there()
    {
        string[] most = [.. Enumerable.Range(0, 5000).Select(number => $"a{number}")];

        var comparison = SchematicComparison.Of(WithArguments([.. most, "left"]), WithArguments([.. most, "right"]));

        Assert.That((comparison.IsEqual, comparison.IsPart), Is.EqualTo((false, true)));
        Assert.That(comparison.Lines, Is.EqualTo(new[] { new ComparedLine("        - left", true, false), new ComparedLine("        - right", false, true) }));
    }

    [Test]
    public void Two_of_the_same_are_equal_however_long_they_are()
    {
        var schematic = WithArguments([.. Enumerable.Range(0, 5000).Select(number => $"a{number}")]);

        Assert.That(SchematicComparison.Of(schematic, schematic).IsEqual);
    }

    [Test]
    public void Long_lines_are_compared_whole_and_shown_in_part()
    {
        var start = new string('x', 8000);
        Schematic Create(char name) => WithArguments([.. Enumerable.Range(0, 990).Select(number => $"{start}{name}{number}")]);

        var comparison = SchematicComparison.Of(Create('l'), Create('r'));

        Assert.That(comparison.Lines.Where(line => line.IsLeft != line.IsRight).Select(line => line.Text.Length), Has.Exactly(2 * 990).EqualTo(2001));
    }

    static Schematic WithArguments(string[] arguments) => new() { Customization = new SchematicCustomization { ExtraKernelArgs = arguments } };
}
