using System.Diagnostics.CodeAnalysis;
using TalosBoot.Factory.Configuration;

namespace TalosBoot.Samples.Factory;

/// <summary>The command line, as upstream's.</summary>
/// <param name="Sources">Where configuration comes from.</param>
/// <param name="LogLevel">What is logged.</param>
internal sealed record HostArguments(IReadOnlyList<string> Sources, LogLevel LogLevel)
{
    /// <summary>The help.</summary>
    /// <param name="name">What the program is called.</param>
    public static string Usage(string name) => $"""
        Usage: {name} [--config SOURCE]... [--log-level LEVEL]

          --config SOURCE    env=PREFIX, file=FILE or FILE (.yaml, .json, .env); repeatable, later ones override. Default env=IF_
          --log-level LEVEL  debug, info, warn, error or fatal. Default info
        """;

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out HostArguments? parsed)
    {
        var (sources, level) = (new List<string>(), LogLevel.Information);
        parsed = null;
        for (var index = 0; index < arguments.Length; index++)
        {
            var equals = arguments[index].IndexOf('=', StringComparison.Ordinal);
            var name = arguments[index].StartsWith("--", StringComparison.Ordinal) && equals > 0 ? arguments[index][..equals] : arguments[index];
            var value = name.Length < arguments[index].Length ? arguments[index][(equals + 1)..] : ++index < arguments.Length ? arguments[index] : null;
            if (value is null || !(name switch
            {
                "--config" => Add(sources, value),
                "--log-level" => TryLevel(value, out level),
                _ => false,
            }))
            {
                return false;
            }
        }

        parsed = new HostArguments(sources.Count > 0 ? sources : ImageFactoryConfiguration.DefaultSources, level);
        return true;
    }

    static bool Add(List<string> sources, string value)
    {
        sources.Add(value);
        return true;
    }

    static bool TryLevel(string text, out LogLevel level)
    {
        level = text switch
        {
            "debug" => LogLevel.Debug,
            "info" => LogLevel.Information,
            "warn" => LogLevel.Warning,
            "error" or "dpanic" => LogLevel.Error,
            "panic" or "fatal" => LogLevel.Critical,
            _ => LogLevel.None,
        };
        return level != LogLevel.None;
    }
}
