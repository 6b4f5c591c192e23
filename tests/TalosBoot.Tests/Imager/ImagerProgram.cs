using System.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>The command line program as imager, run as its users run it: in a process of its own.</summary>
static class ImagerProgram
{
    public static readonly string Assembly = Path.Combine(
        RepositoryPaths.Root, "artifacts", "bin", "TalosBoot.Samples.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "talosboot-cli.dll");

    /// <summary>Starts it, without anything to say.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="temporaryFolder">Where its temporary files go.</param>
    public static Process Start(string[] arguments, string temporaryFolder) => Process.Start(
        new ProcessStartInfo("sh", ["-c", "exec dotnet \"$@\" > /dev/null 2>&1", "sh", Assembly, "imager", .. arguments])
        {
            Environment = { ["TMPDIR"] = temporaryFolder, ["DOTNET_EnableDiagnostics"] = "0" },
        })!;

    public static ToolResult Run(string[] arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null) => ForeignTool.TryRun(
        "dotnet", [Assembly, "imager", .. arguments], input: input is null ? null : System.Text.Encoding.UTF8.GetBytes(input), environment: environment);

    /// <summary>Runs the program with another verb.</summary>
    public static ToolResult RunVerb(string[] arguments) => ForeignTool.TryRun("dotnet", [Assembly, .. arguments]);
}
