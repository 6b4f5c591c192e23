using System.CommandLine;
using System.CommandLine.Parsing;

namespace TalosBoot.Samples.Cli;

/// <summary>What the user may have meant.</summary>
static class Suggestions
{
    const int MostChanges = 2;

    /// <summary>Lines for the words that were not understood.</summary>
    public static IEnumerable<string> For(ParseResult parsed)
    {
        var known = parsed.CommandResult.Command.Subcommands.Select(command => command.Name)
            .Concat(Options(parsed.CommandResult.Command).Select(option => option.Name)).ToList();
        return parsed.UnmatchedTokens.Concat(StrangeFlags(parsed)).Distinct().Select(word => Nearest(word, known)).OfType<string>()
            .Select(name => $"Did you mean {name}?");
    }

    /// <summary>What to say of a word in the place of a command that is none; null where there is no such word.</summary>
    public static string? OfWrongCommand(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var program = command is RootCommand ? CommandLineProgram.OwnName : command.Name;
        return command.Action is not null || command.Subcommands.Count == 0 || parsed.UnmatchedTokens is not [[not '-', ..] word, ..] ? null
            : Nearest(word, command.Subcommands.Select(known => known.Name)) is { } near ? $"{word} is no command of {program}. Did you mean {near}?"
            : $"{word} is no command of {program}. List them with --help.";
    }

    /// <summary>
    /// Words that look like options, are none, and were taken for arguments: a wrong option would be looked for as a file otherwise. Behind <c>--</c> all
    /// words are arguments.
    /// </summary>
    public static IReadOnlyList<string> StrangeFlags(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash) ? [] :
    [
        .. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Where(word => word.StartsWith("--", StringComparison.Ordinal)),
    ];

    /// <summary>The options and arguments that were given nothing, as scripts do whose variable is not set. What other programs are called by takes that for a default.</summary>
    public static IReadOnlyList<string> EmptyWords(ParseResult parsed) => parsed.RootCommandResult.Command is not RootCommand ? [] :
    [
        .. Results(parsed).Where(result => result.Tokens.Any(token => token.Value.Length == 0))
            .Select(result => result is OptionResult option ? option.Option.Name : ((ArgumentResult)result).Argument.Name),
    ];

    static IEnumerable<SymbolResult> Results(ParseResult parsed)
    {
        for (SymbolResult? command = parsed.CommandResult; command is not null; command = command.Parent)
        {
            foreach (var result in ((CommandResult)command).Children.Where(result => result is OptionResult or ArgumentResult))
            {
                yield return result;
            }
        }
    }

    /// <summary>The name that is nearest to a word; null where none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Changes: CountChanges(word, name))).Where(candidate => candidate.Changes <= Math.Min(MostChanges, word.Length / 2))
            .OrderBy(candidate => candidate.Changes).ThenBy(candidate => candidate.Name, StringComparer.Ordinal).Select(candidate => candidate.Name).FirstOrDefault();

    static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(Options).Where(option => option.Recursive));

    /// <summary>The Levenshtein distance, in one row.</summary>
    static int CountChanges(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
