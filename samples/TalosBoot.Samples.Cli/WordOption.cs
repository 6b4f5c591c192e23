using System.CommandLine;

namespace TalosBoot.Samples.Cli;

/// <summary>Options that take one of a few words, which are written in small letters and read in any.</summary>
static class WordOption
{
    /// <summary>Makes an option for the values of an enumeration; it is null where it was not given.</summary>
    public static Option<T?> Create<T>(string name, string description)
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>().ToDictionary(value => value.ToString().ToLowerInvariant(), StringComparer.OrdinalIgnoreCase);
        string[] words = [.. values.Keys];
        var option = new Option<T?>(name)
        {
            HelpName = string.Join('|', words),
            Description = description,
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (values.TryGetValue(word, out var value))
                {
                    return value;
                }

                result.AddError($"{name} takes {string.Join(", ", words[..^1])} or {words[^1]}, not {word}.");
                return null;
            },
        };
        option.CompletionSources.Clear(); // The names as they are in the program.
        option.CompletionSources.Add(words);
        return option;
    }
}
