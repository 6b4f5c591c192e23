using System.Collections;
using TalosBoot.Factory.Configuration;
using TalosBoot.Samples.Factory;

// A whole Image Factory: configuration as upstream reads it, and two lines that matter, in FactoryHost.
if (!HostArguments.TryParse(args, out var arguments))
{
    Console.Error.WriteLine(HostArguments.Usage);
    return 2;
}

try
{
    var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? string.Empty));
    var configuration = ImageFactoryConfiguration.Load(arguments.Sources, environment);
    await using var app = FactoryHost.Create(configuration, arguments.LogLevel);
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is ImageFactoryConfigurationException or IOException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
