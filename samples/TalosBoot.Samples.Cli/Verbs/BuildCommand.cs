using System.CommandLine;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Errors;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Samples.Cli.Imager;
using TalosBoot.Samples.Cli.Schematics;
using TalosBoot.Schematics;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot build</c> and <c>talosboot plan</c>: a profile of the imager, or a schematic with a version.</summary>
static class BuildCommand
{
    static readonly Argument<string?> Profile = new("profile")
    {
        Description = "a base profile such as iso or metal, or - for a profile on standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    static readonly Option<string?> SchematicFile = new("--schematic") { Description = "a schematic file" };
    static readonly Option<string?> Talos = new("--talos") { Description = "the Talos version, such as v1.12.0" };
    static readonly Option<string?> Arch = new("--arch") { Description = "amd64 or arm64 (default: this machine's)" };
    static readonly Option<string?> Platform = new("--platform") { Description = "the platform (default: the profile's)" };
    static readonly Option<string> Output = new("--output", "-o") { Description = "the folder to write to, which is made", DefaultValueFactory = _ => "." };

    public static Command Create()
    {
        var command = new Command("build", "Builds an asset.") { Profile, SchematicFile, Talos, Arch, Platform, Output };
        command.SetAction(BuildAsync);
        return command;
    }

    public static Command CreatePlan()
    {
        var command = new Command("plan", "Says what would be built, without building it.") { Profile, SchematicFile, Talos, Arch, Platform };
        command.SetAction(PlanAsync);
        return command;
    }

    static async Task<int> BuildAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (profile, schematic) = await ReadRequestAsync(parsed, cancellationToken);
        using var client = new HttpClient();
        await using var talos = GlobalOptions.CreateEngine(parsed, client);
        using var display = GlobalOptions.CreateDisplay(parsed);
        await new ImagerBuild(talos, parsed.GetRequiredValue(Output), display, GlobalOptions.TextOf(parsed)).RunAsync(profile, schematic, cancellationToken);
        return (int)ExitCode.Success;
    }

    static async Task<int> PlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (profile, schematic) = await ReadRequestAsync(parsed, cancellationToken);
        using var client = new HttpClient();
        await using var talos = GlobalOptions.CreateEngine(parsed, client);
        using var display = GlobalOptions.CreateDisplay(parsed);
        var builder = talos.CreateAsset(profile);
        using var asset = await (schematic is null ? builder : builder.UseSchematic(schematic)).PlanAsync(display, cancellationToken);
        display.Dispose();
        PlanText.Write(asset, GlobalOptions.TextOf(parsed), GlobalOptions.WantsJson(parsed), cancellationToken);
        return (int)ExitCode.Success;
    }

    static async Task<(Profile Profile, Schematic? Schematic)> ReadRequestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var name = parsed.GetValue(Profile);
        var schematic = parsed.GetValue(SchematicFile) is { } file ? SchematicText.Read(file) : null;
        if (name == "-")
        {
            return (ProfileReader.Read(await Console.In.ReadToEndAsync(cancellationToken)), schematic);
        }

        if (name is null && schematic is null)
        {
            throw new ProfileValidationException(
                DiagnosticIds.InvalidProfileDocument, "profile",
                "nothing to build was named. Give a base profile such as iso, - for a profile on standard input, or --schematic FILE.");
        }

        var request = new ProfileRequest
        {
            BaseProfileName = name ?? "iso",
            Arch = parsed.GetValue(Arch) ?? ArchitectureNames.Host.ToName(),
            Platform = parsed.GetValue(Platform),
            Version = Versions.Complete(parsed.GetValue(Talos) ?? Environment.GetEnvironmentVariable("TALOS_VERSION"))
                ?? await NewestRelease.FindAsync(GlobalOptions.FindLayout(parsed), cancellationToken),
        };
        return (request.ToProfile(), schematic);
    }
}
