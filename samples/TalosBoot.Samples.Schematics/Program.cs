using System.CommandLine;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Errors;
using TalosBoot.Samples.Schematics;

var files = new Argument<string[]>("file") { Description = "schematics; - for standard input", Arity = ArgumentArity.OneOrMore };
var file = new Argument<string>("file") { Description = "a schematic; - for standard input" };
var id = new Command("id", "Prints the ID of each schematic.") { files };
id.SetAction(parsed => Array.ForEach(parsed.GetRequiredValue(files), SchematicCommands.PrintId));
var showSecrets = new Option<bool>("--show-secrets") { Description = "print META values, which are masked otherwise" };
var explain = new Command("explain", "Prints a schematic's canonical text and all of its IDs.") { file, showSecrets };
explain.SetAction(parsed => SchematicCommands.Explain(parsed.GetRequiredValue(file), parsed.GetValue(showSecrets)));
var root = new RootCommand("Works with Talos Linux boot assets.") { new Command("schematic", "Works with schematics.") { id, explain } };

try
{
    return root.Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (TalosBootException exception)
{
    Console.Error.WriteLine($"Error: {exception.Message}");
    return (int)FailureMap.ToExitCode(exception);
}
