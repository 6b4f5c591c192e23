using System.Diagnostics.CodeAnalysis;
using TalosBoot.Errors;
using TalosBoot.Samples.Factory;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot factory</c>: the sample host of the Image Factory, with its own arguments.</summary>
static class FactoryVerb
{
    public const string Name = "factory";

    const string Switch = "TalosBoot.Samples.Cli.HasFactory";

    /// <summary>Whether the Factory is in this program. What is compiled ahead of time is without it, which the project file says.</summary>
    [FeatureSwitchDefinition(Switch)]
    static bool HasFactory => !AppContext.TryGetSwitch(Switch, out var isIn) || isIn;

    /// <summary>Serves until the process is asked to end.</summary>
    /// <param name="arguments">The words after the verb.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (HasFactory)
        {
            return await FactoryProgram.RunAsync($"talosboot {Name}", arguments);
        }

        Console.Error.WriteLine(
            "Error: this program was compiled ahead of time, which leaves the Image Factory out. Install the .NET tool (dotnet tool install TalosBoot.Cli), "
            + "or run samples/TalosBoot.Samples.Factory.");
        return (int)ExitCode.Unknown;
    }
}
