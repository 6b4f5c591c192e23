using System.CommandLine;
using System.CommandLine.Help;
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
    public const string OwnName = "talosboot";

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

        var (command, isCrane) = (name, arguments) switch
        {
            (ImagerVerb, _) => (WithHelp(ImagerCommand.Create(ImagerVerb)), false),
            (CraneName, _) => (WithHelp(ImageCommands.Create(CraneName)), true),
            (_, [ImagerVerb, ..]) => (WithHelp(new Command(OwnName) { ImagerCommand.Create(ImagerVerb) }), false),
            (_, [ImageVerb, ..]) => (WithHelp(new Command(OwnName) { ImageCommands.Create(ImageVerb) }), true),
            _ => (TalosBootCommand.Create(), false),
        };
        using var interruption = new Interruption();
        var parsed = command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var failure = new FailureText(parsed);
        var misplaced = TalosBootCommand.FindMisplacedOptions(parsed);
        var strangers = Suggestions.StrangeFlags(parsed);
        var empty = Suggestions.EmptyWords(parsed);
        if (misplaced is not null || parsed.Errors.Count > 0 || strangers.Count > 0 || empty.Count > 0)
        {
            var wrong = misplaced ?? Suggestions.OfWrongCommand(parsed);
            IReadOnlyList<string> problems = wrong is not null ? [wrong] :
            [
                .. strangers.Select(flag => $"{flag} is no option of {parsed.CommandResult.Command.Name}."), .. empty.Select(name => $"{name} is empty. Leave it out, or give it a value."),
                .. parsed.Errors.Select(error => error.Message),
            ];
            failure.Write(problems, wrong is null ? [.. Suggestions.For(parsed)] : [], (int)ExitCode.Unknown);
            return (int)ExitCode.Unknown;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interruption.Token);
        }
        catch (TalosBootException exception)
        {
            var exitCode = (int)(isCrane ? ExitCode.Unknown : FailureMap.ToExitCode(exception));
            failure.Write(exception, exitCode);
            return exitCode;
        }
        catch (OperationCanceledException exception)
        {
            // A server that was waited for in vain is no user who has had enough.
            var exitCode = exception.InnerException is TimeoutException ? (int)ExitCode.Unknown : interruption.ExitCode;
            failure.WriteAborted(exitCode);
            return exitCode;
        }
        catch (Exception exception)
        {
            // A fault of the program, or one of the machine that nothing above has foreseen. Users get a line as of every failure.
            var exitCode = (int)(!isCrane && exception is IOException or UnauthorizedAccessException ? ExitCode.InputOutput : ExitCode.Unknown);
            failure.WriteUnexpected(exception, exitCode);
            return exitCode;
        }
    }

    /// <summary>A command that stands for a program of its own, or for the words before it, so that help calls it as its user does.</summary>
    static Command WithHelp(Command command)
    {
        command.Add(new HelpOption());
        return command;
    }
}
