using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;
using TalosBoot.Samples.Cli;
using TalosBoot.Testing;

namespace TalosBoot.Documentation.Tests;

/// <summary>docs/tool.md names the options of every verb, and no others. <c>image</c>, <c>imager</c> and <c>factory</c> have those of other programs.</summary>
public sealed partial class ToolOptionTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "tool.md"));

    [Test]
    public void Each_option_of_every_verb_is_named() => Assert.That(
        Rows("Options of every verb").SelectMany(cells => Options(cells[1])), Is.EquivalentTo(NamesOf(TalosBootCommand.Create())));

    [Test]
    public void Each_option_of_a_single_verb_is_named() => Assert.That(
        Rows("Options of single verbs").SelectMany(cells => Code().Matches(cells[1]).SelectMany(verb => Options(cells[2]).Select(option => $"{verb.Groups["text"].Value} {option}"))),
        Is.EquivalentTo(TalosBootCommand.Create().Subcommands.SelectMany(command => Leaves(string.Empty, command, []))));

    static IEnumerable<string> Leaves(string path, Command command, IReadOnlyList<string> above)
    {
        var name = $"{path} {command.Name}".TrimStart();
        string[] options = [.. above, .. NamesOf(command)];
        return command.Subcommands.Count == 0 ? options.Select(option => $"{name} {option}") : command.Subcommands.SelectMany(inner => Leaves(name, inner, options));
    }

    static IEnumerable<string> NamesOf(Command command) =>
        command.Options.Where(option => option is not (HelpOption or VersionOption)).SelectMany(option => option.Aliases.Prepend(option.Name));

    /// <summary>The cells of the table below a heading, from the second one on: before the first bar there is nothing.</summary>
    static IEnumerable<string[]> Rows(string heading) => Page.Split($"\n## {heading}\n")[1].Split("\n## ")[0].Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|'));

    /// <summary>The options in a cell, without their values.</summary>
    static IEnumerable<string> Options(string cell) => Code().Matches(cell).Select(match => match.Groups["text"].Value.Split(' ')[0]).Where(word => word.StartsWith('-'));

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();
}
