using System.CommandLine;
using System.Diagnostics;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary>
/// <c>talosboot factory</c>: starts the Image Factory, which is a program of its own. With a web server in it this one would start slower, and be larger
/// than a tool should be.
/// </summary>
static class FactoryCommand
{
    const string Program = "TalosBoot.Samples.Factory";

    public static Command Create()
    {
        var command = new Command("factory", "Starts the Image Factory, with its own arguments.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = Find() ?? throw new FileAccessException(
            DiagnosticIds.InputNotReadable, Program,
            "the Image Factory is neither beside this program nor in PATH. Publish samples/TalosBoot.Samples.Factory, and put it there.");
        using var program = Process.Start(new ProcessStartInfo(path, parsed.UnmatchedTokens))!;
        await program.WaitForExitAsync(cancellationToken);
        return program.ExitCode;
    }

    static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? $"{Program}.exe" : Program;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Prepend(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
