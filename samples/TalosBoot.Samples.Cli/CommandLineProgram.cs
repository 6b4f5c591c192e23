using System.CommandLine;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Errors;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Samples.Cli.Imager;
using TalosBoot.Samples.Cli.Images;
using TalosBoot.Samples.Cli.Verbs;

namespace TalosBoot.Samples.Cli;

/// <summary>
/// The program as <c>talosboot</c>, <c>imager</c> or <c>crane</c>: the name that it was started by chooses (a link to a program that was compiled ahead of
/// time), or the first word.
/// </summary>
static class CommandLineProgram
{
    public const string ImagerVerb = "imager";
    public const string ImageVerb = "image";
    const string CraneName = "crane";

    /// <summary>Runs the program.</summary>
    /// <param name="calledAs">The name or path that it was started by.</param>
    /// <param name="arguments">The words after it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string calledAs, string[] arguments)
    {
        var name = Path.GetFileNameWithoutExtension(calledAs);
        if (name is not (ImagerVerb or CraneName) && arguments is [FactoryVerb.Name, .. var words])
        {
            return await FactoryVerb.RunAsync(words);
        }

        var (command, rest) = (name, arguments) switch
        {
            (ImagerVerb, _) => (ImagerCommand.Create(), arguments),
            (CraneName, _) => (ImageCommands.Create(), arguments),
            (_, [ImagerVerb, .. var more]) => (ImagerCommand.Create(), more),
            (_, [ImageVerb, .. var more]) => (ImageCommands.Create(), more),
            _ => (TalosBootCommand.Create(), arguments),
        };
        var parsed = command.Parse(rest, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var failure = new FailureText(parsed);
        var strangers = Suggestions.StrangeFlags(parsed);
        if (parsed.Errors.Count > 0 || strangers.Count > 0)
        {
            failure.Write(
                [.. strangers.Select(flag => $"{flag} is no option of {parsed.CommandResult.Command.Name}."), .. parsed.Errors.Select(error => error.Message)],
                [.. Suggestions.For(parsed)], (int)ExitCode.Unknown);
            return (int)ExitCode.Unknown;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (TalosBootException exception)
        {
            var exitCode = (int)(command is ImageRootCommand ? ExitCode.Unknown : FailureMap.ToExitCode(exception));
            failure.Write(exception, exitCode);
            return exitCode;
        }
        catch (OperationCanceledException)
        {
            failure.WriteAborted((int)ExitCode.Unknown);
            return (int)ExitCode.Unknown;
        }
    }
}
