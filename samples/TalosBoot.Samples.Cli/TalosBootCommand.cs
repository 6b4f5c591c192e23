using System.CommandLine;
using System.CommandLine.Help;
using TalosBoot.Samples.Cli.Imager;
using TalosBoot.Samples.Cli.Verbs;

namespace TalosBoot.Samples.Cli;

/// <summary>The root command, <c>talosboot</c>.</summary>
static class TalosBootCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Builds, looks into and compares boot assets of Talos Linux.")
        {
            BuildCommand.Create(), BuildCommand.CreatePlan(), SchematicCommand.Create(), CatalogCommands.CreateExtensions(), CatalogCommands.CreateOverlays(),
            InspectCommand.Create(), DiffCommand.Create(), MeasureCommand.Create(), CreateKeys(), BundleCommand.Create(), CacheCommand.Create(),
            CompletionCommand.Create(), VersionCommand.Create(),
            Delegate(CommandLineProgram.ImageVerb, "Container images in registries, with crane's commands and flags."),
            Delegate(FactoryVerb.Name, "An Image Factory: serves schematics, assets and installers, with upstream's configuration."),
            Delegate(CommandLineProgram.ImagerVerb, "Upstream's imager: its arguments, files and exit codes."),
        };
        GlobalOptions.AddTo(root);
        return root;
    }

    /// <summary>
    /// What to say of options before a verb that has a command line of its own, which are none of its options; null where there are none, or where help is asked for.
    /// </summary>
    public static string? FindMisplacedOptions(ParseResult parsed) => parsed is { RootCommandResult.Command: RootCommand, Action: not HelpAction }
        && parsed.CommandResult.Command.Name is CommandLineProgram.ImageVerb or CommandLineProgram.ImagerVerb or FactoryVerb.Name
            ? $"{parsed.CommandResult.Command.Name} has options of its own, which stand behind it: {CommandLineProgram.OwnName} {parsed.CommandResult.Command.Name} --help lists them."
            : null;

    static Command CreateKeys()
    {
        var keys = new Command("keys", "Makes keys and databases for Secure Boot: uki, pcr, database.");
        GenCommand.AddTo(keys);
        return keys;
    }

    /// <summary>A command that has a command line of its own, and is chosen before this one is parsed: here for the help alone.</summary>
    static Command Delegate(string name, string description) => new(name, description);
}
