using TalosBoot.Core.Diagnostics;
using TalosBoot.Errors;
using TalosBoot.Samples.Registry;

try
{
    return await RegistryCommands.Create().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (TalosBootException exception)
{
    await Console.Error.WriteLineAsync($"Error: {exception.Message}");
    return (int)FailureMap.ToExitCode(exception);
}
