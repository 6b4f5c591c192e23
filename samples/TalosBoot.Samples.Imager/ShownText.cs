using System.Text.RegularExpressions;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Samples.Imager;

/// <summary>
/// What is printed of a build. META values and the embedded machine configuration may hold secrets, and logs are read by others: they are masked unless
/// they are asked for.
/// </summary>
/// <param name="showsSecrets">Whether they are.</param>
sealed partial class ShownText(bool showsSecrets)
{
    const string Mask = "***";

    /// <summary>A profile as YAML.</summary>
    public string Of(Profile profile)
    {
        var customization = profile.Customization;
        return ProfileWriter.Write(showsSecrets ? profile : profile with
        {
            Customization = customization with
            {
                MetaContents = [.. customization.MetaContents.Select(value => new MetaValue(value.Key, Mask))],
                EmbeddedMachineConfiguration = customization.EmbeddedMachineConfiguration.Length == 0 ? string.Empty : Mask,
                ExtraKernelArgs = [.. customization.ExtraKernelArgs.Select(Of)],
            },
        }).TrimEnd('\n');
    }

    /// <summary>A kernel command line, or an argument of one.</summary>
    public string Of(string commandLine) => showsSecrets ? commandLine : Secrets().Replace(commandLine, $"$1{Mask}");

    [GeneratedRegex(@"(INSTALLER_META_BASE64=|talos\.config\.inline=|://(?=[^\s/@]*@))[^\s@""]*")]
    private static partial Regex Secrets();
}
