using System.CommandLine;
using TalosBoot.Samples.Cli.Schematics;
using TalosBoot.Schematics;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot schematic id|explain|check|new</c>.</summary>
static class SchematicCommand
{
    static readonly Argument<string[]> Files = new("file") { Description = "schematics; - for standard input", Arity = ArgumentArity.OneOrMore };
    static readonly Argument<string> OneFile = new("file") { Description = "a schematic; - for standard input" };
    static readonly Option<string[]> Extension = new("--extension") { Description = "an official extension, such as siderolabs/gvisor" };
    static readonly Option<string[]> Argument = new("--extra-kernel-arg") { Description = "a kernel argument; -key removes one" };

    public static Command Create()
    {
        var id = new Command("id", "Prints the ID of each schematic.") { Files };
        id.SetAction(parsed => Array.ForEach(parsed.GetRequiredValue(Files), SchematicText.PrintId));
        var explain = new Command("explain", "Prints a schematic's canonical text and all of its IDs.") { OneFile };
        explain.SetAction(parsed => SchematicText.Explain(parsed.GetRequiredValue(OneFile), GlobalOptions.TextOf(parsed)));
        var check = new Command("check", "Says what is wrong with schematics; nothing where all is right.") { Files };
        check.SetAction(parsed => Array.ForEach(parsed.GetRequiredValue(Files), SchematicText.Check));
        var make = new Command("new", "Prints a schematic with some extensions and kernel arguments.") { Extension, Argument };
        make.SetAction(parsed => Console.Out.Write(new Schematic
        {
            Customization = new SchematicCustomization
            {
                OfficialExtensions = parsed.GetValue(Extension) ?? [],
                ExtraKernelArgs = parsed.GetValue(Argument) ?? [],
            },
        }.ToYaml()));
        return new Command("schematic", "Works with schematics.") { id, explain, check, make };
    }
}
