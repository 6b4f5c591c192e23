using System.Text;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

/// <summary>The program, run as its users run it: in a process of its own.</summary>
static class CliProgram
{
    public const string Name = "talosboot-cli.dll";

    public static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, Name);

    public static ToolResult Run(string[] arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null) => ForeignTool.TryRun(
        "dotnet", [Assembly, .. arguments], input: Encoding.UTF8.GetBytes(input ?? string.Empty), environment: environment);
}
