using System.CommandLine;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Samples.Cli.Imager;
using TalosBoot.Samples.Cli.Schematics;
using TalosBoot.Schematics;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary>What <c>build</c> and <c>plan</c> are asked for: a profile of the imager, or a schematic with a version.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Schematic">The schematic; null for none.</param>
/// <param name="Factory">The Image Factory whose assets are wanted, to the byte; null for the public one.</param>
sealed record BuildRequest(Profile Profile, Schematic? Schematic, Uri? Factory)
{
    static readonly Argument<string?> ProfileName = new("profile")
    {
        Description = "a base profile such as iso or metal, or - for a profile on standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    static readonly Option<string?> SchematicName = new("--schematic") { HelpName = "FILE|ID", Description = "a schematic: a file, - for standard input, or an ID" };
    static readonly Option<Uri?> FactoryUrl = new("--factory")
    {
        HelpName = "URL",
        Description = "the Image Factory that knows the schematic of an ID, and whose assets are wanted (default: the public one's assets)",
        CustomParser = result => WebAddress.TryParse(result.Tokens[0].Value, out var url) ? url : Refuse(result),
    };

    static readonly Option<string?> Talos = new("--talos") { HelpName = "VERSION", Description = "the Talos version, such as v1.12.0" };
    static readonly Option<string?> Arch = new("--arch") { HelpName = "amd64|arm64", Description = "the architecture (default: this machine's)" };
    static readonly Option<string?> Platform = new("--platform") { HelpName = "NAME", Description = "the platform (default: the profile's)" };

    public static void AddTo(Command command)
    {
        command.Add(ProfileName);
        foreach (var option in new Option[] { SchematicName, FactoryUrl, Talos, Arch, Platform })
        {
            command.Add(option);
        }
    }

    /// <summary>Reads it.</summary>
    /// <param name="parsed">The command.</param>
    /// <param name="client">Asks an Image Factory.</param>
    /// <param name="warn">Is told what is probably not meant.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<BuildRequest> ReadAsync(ParseResult parsed, HttpClient client, Action<string> warn, CancellationToken cancellationToken)
    {
        var (name, schematicName, factory) = (parsed.GetValue(ProfileName), parsed.GetValue(SchematicName), parsed.GetValue(FactoryUrl));
        if (name is null && schematicName is null)
        {
            throw Refused("nothing to build was named. Give a base profile such as iso, - for a profile on standard input, or --schematic FILE.");
        }

        if (name == "-" && schematicName == "-")
        {
            throw Refused("standard input can hold the profile or the schematic. Give one of them as a file.");
        }

        var schematic = schematicName is null ? null : await SchematicText.FindAsync(schematicName, factory, client, cancellationToken);
        if (name == "-")
        {
            return new BuildRequest(WithKeys(await ProfileText.ReadAsync(warn, cancellationToken), GlobalOptions.FindKeys(parsed)), schematic, factory);
        }

        var request = new ProfileRequest
        {
            BaseProfileName = name ?? "iso",
            Arch = parsed.GetValue(Arch) ?? ArchitectureNames.Host.ToName(),
            Platform = parsed.GetValue(Platform),
            Version = (parsed.GetValue(Talos) ?? Environment.GetEnvironmentVariable("TALOS_VERSION")) is { Length: > 0 } given ? Versions.Complete(given)
                : await NewestRelease.FindAsync(GlobalOptions.FindLayout(parsed), GlobalOptions.RegistryOptionsOf(parsed), warn, cancellationToken),
        };
        return new BuildRequest(WithKeys(request.ToProfile(), GlobalOptions.FindKeys(parsed)), schematic, factory);
    }

    /// <summary>The builder of the asset.</summary>
    public BootAssetBuilder CreateAsset(TalosBootEngine talos)
    {
        var builder = talos.CreateAsset(Profile);
        return Schematic is null ? builder : builder.UseSchematic(Schematic);
    }

    /// <summary>Names the files of <c>--keys</c> where the profile names no signer. They count for profiles with Secure Boot alone.</summary>
    static Profile WithKeys(Profile profile, string? folder) => folder is null ? profile : profile with
    {
        Input = profile.Input with { SecureBoot = (profile.Input.SecureBoot ?? new ProfileSecureBoot()).WithFolder(folder, File.Exists) },
    };

    static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--factory is \"{result.Tokens[0].Value}\"; give a URL such as https://factory.talos.dev.");
        return null;
    }

    static ProfileValidationException Refused(string text) => new(DiagnosticIds.InvalidProfileDocument, "profile", text);
}
