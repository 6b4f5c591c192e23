using System.CommandLine;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Says on standard error why nothing came of a command: a line, or an object in a line where JSON is wanted.</summary>
/// <param name="parsed">The command.</param>
sealed class FailureText(ParseResult parsed)
{
    // What is no failure of the library has no id of it.
    const string ArgumentsId = "arguments";
    const string AbortedId = "aborted";
    const string UnexpectedId = "unexpected";

    /// <summary>Tells of words that were not understood.</summary>
    /// <param name="problems">What is wrong with them.</param>
    /// <param name="suggestions">What may have been meant.</param>
    /// <param name="exitCode">What the program exits with.</param>
    public void Write(IReadOnlyList<string> problems, IReadOnlyList<string> suggestions, int exitCode)
    {
        if (GlobalOptions.WantsJsonErrors(parsed))
        {
            WriteJson(string.Join(' ', [.. problems, .. suggestions]), ArgumentsId, exitCode);
            return;
        }

        foreach (var problem in problems)
        {
            WriteLine(problem);
        }

        foreach (var suggestion in suggestions)
        {
            Console.Error.WriteLine(suggestion);
        }
    }

    /// <summary>Tells of a failure; with <c>--verbose</c> all of it.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="exitCode">What the program exits with.</param>
    public void Write(TalosBootException exception, int exitCode)
    {
        var message = FailureHints.MessageOf(exception, parsed);
        if (GlobalOptions.WantsJsonErrors(parsed))
        {
            WriteJson(message, exception.DiagnosticId, exitCode);
        }
        else
        {
            WriteLine(GlobalOptions.IsVerbose(parsed) ? exception.ToString() : message);
        }
    }

    /// <summary>Tells of a failure that is none of the library's; with <c>--verbose</c> all of it.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="exitCode">What the program exits with.</param>
    public void WriteUnexpected(Exception exception, int exitCode)
    {
        if (GlobalOptions.WantsJsonErrors(parsed))
        {
            WriteJson(exception.Message, UnexpectedId, exitCode);
        }
        else
        {
            WriteLine(GlobalOptions.IsVerbose(parsed) ? exception.ToString() : $"{exception.Message} ({exception.GetType().Name})");
        }
    }

    /// <summary>Tells that the user stopped it.</summary>
    public void WriteAborted(int exitCode)
    {
        if (GlobalOptions.WantsJsonErrors(parsed))
        {
            WriteJson(AbortedId, AbortedId, exitCode);
        }
        else
        {
            WriteLine(AbortedId);
        }
    }

    void WriteLine(string text) => Console.Error.WriteLine($"{GlobalOptions.InkOfErrors(parsed).Red("Error:")} {text}");

    static void WriteJson(string text, string id, int exitCode) => Console.Error.WriteLine(JsonOutput.ToLine(writer =>
    {
        writer.WriteString("error", text);
        writer.WriteString("id", id);
        writer.WriteNumber("exitCode", exitCode);
    }));
}
