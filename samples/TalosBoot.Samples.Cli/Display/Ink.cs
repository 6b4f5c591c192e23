namespace TalosBoot.Samples.Cli.Display;

/// <summary>Colors for a few words, where a person reads them.</summary>
/// <param name="isOn">Whether there are any.</param>
sealed class Ink(bool isOn)
{
    /// <summary>For a stream: colors on a terminal, unless <c>--no-color</c> or the environment says otherwise (https://no-color.org).</summary>
    /// <param name="isUnwanted">Whether <c>--no-color</c> was given.</param>
    /// <param name="isRedirected">Whether the stream is no terminal.</param>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    public static Ink For(bool isUnwanted, bool isRedirected, Func<string, string?> environment) =>
        new(!isUnwanted && !isRedirected && string.IsNullOrEmpty(environment("NO_COLOR")) && !IsDumb(environment));

    /// <summary>Whether the terminal knows no control sequences.</summary>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    public static bool IsDumb(Func<string, string?> environment) => environment("TERM") == "dumb";

    public string Red(string text) => Paint(text, "31");

    public string Yellow(string text) => Paint(text, "33");

    public string Bold(string text) => Paint(text, "1");

    string Paint(string text, string code) => isOn ? $"\e[{code}m{text}\e[0m" : text;
}
