using System.Collections;
using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using StackExchange.Redis;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Errors;
using TalosBoot.Factory.Configuration;

namespace TalosBoot.Samples.Factory;

/// <summary>A whole Image Factory as a program: configuration as upstream reads it, and <see cref="FactoryHost"/>. The command line tool runs it as a verb, too.</summary>
internal static class FactoryProgram
{
    /// <summary>Serves until the process is asked to end.</summary>
    /// <param name="name">What the program is called.</param>
    /// <param name="arguments">The words after its name.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string name, string[] arguments)
    {
        if (arguments is ["--help" or "-h"])
        {
            Console.Out.WriteLine(HostArguments.Usage(name));
            return (int)ExitCode.Success;
        }

        if (!HostArguments.TryParse(arguments, out var parsed))
        {
            Console.Error.WriteLine(HostArguments.Usage(name));
            return (int)ExitCode.Unknown;
        }

        try
        {
            var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? string.Empty));
            var configuration = ImageFactoryConfiguration.Load(parsed.Sources, environment);
            await using var app = FactoryHost.Create(configuration, parsed.LogLevel);
            await app.RunAsync();
            return (int)ExitCode.Success;
        }
        catch (Exception exception) when (exception is TalosBootException or CryptographicException or ArgumentException or IOException
            or UnauthorizedAccessException or SocketException or DbException or RedisException)
        {
            Console.Error.WriteLine(exception.Message);
            return (int)FailureMap.ToExitCode(exception);
        }
    }
}
