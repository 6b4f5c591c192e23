using System.CommandLine;
using TalosBoot.Samples.Cli.Schematics;
using TalosBoot.Schematics;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot schematic id|explain|check|new</c>.</summary>
static class SchematicCommand
{
    static readonly Argument<string[]> Files = new("file") { Description = "schematics; - for standard input", Arity = ArgumentArity.OneOrMore };
    static readonly Argument<string> OneFile = new("file") { Description = "a schematic; - for standard input" };
    static readonly Option<string[]> Extension = new("--extension") { HelpName = "NAME", Description = "an official extension, such as siderolabs/gvisor" };
    static readonly Option<string[]> Argument = new("--extra-kernel-arg") { HelpName = "ARGUMENT", Description = "a kernel argument; -key removes one" };

    public static Command Create()
    {
        var id = new Command("id", "Prints the ID of each schematic.") { Files };
        id.SetAction((parsed, token) => SchematicText.PrintIdsAsync(parsed.GetRequiredValue(Files), GlobalOptions.WantsJson(parsed), token));
        var explain = new Command("explain", "Prints a schematic's canonical text and all of its IDs.") { OneFile };
        explain.SetAction((parsed, token) => SchematicText.ExplainAsync(
            parsed.GetRequiredValue(OneFile), GlobalOptions.MaskOf(parsed), GlobalOptions.WantsJson(parsed), token));
        var check = new Command("check", "Says what is wrong with schematics; nothing where all is right.") { Files };
        check.SetAction((parsed, token) => SchematicText.CheckAsync(
            parsed.GetRequiredValue(Files), GlobalOptions.MaskOf(parsed), GlobalOptions.WantsJson(parsed), token));
        var make = new Command("new", "Prints a schematic with some extensions and kernel arguments.") { Extension, Argument };
        make.SetAction(parsed => SchematicText.Print(Make(parsed), GlobalOptions.WantsJson(parsed)));
        return new Command("schematic", "Works with schematics.") { id, explain, check, make };
    }

    static Schematic Make(ParseResult parsed) => new()
    {
        Customization = new SchematicCustomization
        {
            OfficialExtensions = parsed.GetValue(Extension) ?? [],
            ExtraKernelArgs = parsed.GetValue(Argument) ?? [],
        },
    };
}
