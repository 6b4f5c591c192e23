using System.Collections;
using TalosBoot.Factory.Configuration;

namespace TalosBoot.Samples.Factory;

/// <summary>A whole Image Factory as a program: configuration as upstream reads it, and <see cref="FactoryHost"/>. The command line tool runs it as a verb, too.</summary>
internal static class FactoryProgram
{
    const int WrongUsage = 2;

    /// <summary>Serves until the process is asked to end.</summary>
    /// <param name="name">What the program is called.</param>
    /// <param name="arguments">The words after its name.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string name, string[] arguments)
    {
        if (arguments is ["--help" or "-h"])
        {
            Console.Out.WriteLine(HostArguments.Usage(name));
            return 0;
        }

        if (!HostArguments.TryParse(arguments, out var parsed))
        {
            Console.Error.WriteLine(HostArguments.Usage(name));
            return WrongUsage;
        }

        try
        {
            var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? string.Empty));
            var configuration = ImageFactoryConfiguration.Load(parsed.Sources, environment);
            await using var app = FactoryHost.Create(configuration, parsed.LogLevel);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is ImageFactoryConfigurationException or IOException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
