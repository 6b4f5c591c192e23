using System.Text.RegularExpressions;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>
/// What is printed of requests. META values and the embedded machine configuration may hold secrets, and logs are read by others: they are masked unless
/// they are asked for.
/// </summary>
/// <param name="showsSecrets">Whether they are.</param>
sealed partial class ShownText(bool showsSecrets)
{
    const string Mask = "***";

    /// <summary>A profile as YAML.</summary>
    public string OfProfile(Profile profile)
    {
        var customization = profile.Customization;
        return ProfileWriter.Write(showsSecrets ? profile : profile with
        {
            Customization = customization with
            {
                MetaContents = [.. customization.MetaContents.Select(value => value with { Value = Mask })],
                EmbeddedMachineConfiguration = MaskOf(customization.EmbeddedMachineConfiguration),
                ExtraKernelArgs = [.. customization.ExtraKernelArgs.Select(OfCommandLine)],
            },
        }).TrimEnd('\n');
    }

    /// <summary>A schematic. Its IDs are those of the whole one.</summary>
    public Schematic OfSchematic(Schematic schematic) => showsSecrets ? schematic : schematic with
    {
        Customization = schematic.Customization with
        {
            Meta = [.. schematic.Customization.Meta.Select(value => value with { Value = Mask })],
            EmbeddedMachineConfiguration = MaskOf(schematic.Customization.EmbeddedMachineConfiguration),
            ExtraKernelArgs = [.. schematic.Customization.ExtraKernelArgs.Select(OfCommandLine)],
        },
    };

    /// <summary>A kernel command line, or an argument of one.</summary>
    public string OfCommandLine(string commandLine) => showsSecrets ? commandLine : Secrets().Replace(commandLine, $"$1{Mask}");

    static string MaskOf(string text) => text.Length == 0 ? string.Empty : Mask;

    [GeneratedRegex(@"(INSTALLER_META_BASE64=|talos\.config\.inline=|://(?=[^\s/@]*@))[^\s@""]*")]
    private static partial Regex Secrets();
}
