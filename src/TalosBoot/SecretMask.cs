using System.Text.RegularExpressions;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot;

/// <summary>
/// What is shown of requests and assets to people and logs. META values, machine configurations, the credentials of URLs and the PINs of tokens may be
/// secrets, and logs are read by others: they become <c>***</c>, unless they are asked for.
/// </summary>
public sealed partial class SecretMask
{
    const string Mask = "***";

    readonly Func<string, string> _show;

    /// <summary>Makes a mask.</summary>
    /// <param name="showsSecrets">Whether secrets are asked for, so that everything is shown as it is.</param>
    public SecretMask(bool showsSecrets)
        : this(showsSecrets ? secret => secret : _ => Mask) => ShowsSecrets = showsSecrets;

    /// <summary>Makes a mask that shows something else in a secret's place.</summary>
    internal SecretMask(Func<string, string> show) => _show = show;

    /// <summary>Whether everything is shown as it is.</summary>
    public bool ShowsSecrets { get; }

    /// <summary>Masks a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <returns>A profile to be shown; what is built from it is another asset.</returns>
    public Profile Apply(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var customization = profile.Customization;
        return ShowsSecrets ? profile : profile with
        {
            Input = profile.Input with { SecureBoot = profile.Input.SecureBoot is { } secureBoot ? Apply(secureBoot) : null },
            Customization = customization with
            {
                MetaContents = [.. customization.MetaContents.Select(Apply)],
                EmbeddedMachineConfiguration = ApplyToConfiguration(customization.EmbeddedMachineConfiguration),
                ExtraKernelArgs = [.. customization.ExtraKernelArgs.Select(ApplyToText)],
            },
        };
    }

    /// <summary>Masks a schematic.</summary>
    /// <param name="schematic">The schematic.</param>
    /// <returns>A schematic to be shown; its IDs are others.</returns>
    public Schematic Apply(Schematic schematic)
    {
        ArgumentNullException.ThrowIfNull(schematic);
        var customization = schematic.Customization;
        return ShowsSecrets ? schematic : schematic with
        {
            Customization = customization with
            {
                Meta = [.. customization.Meta.Select(Apply)],
                EmbeddedMachineConfiguration = ApplyToConfiguration(customization.EmbeddedMachineConfiguration),
                ExtraKernelArgs = [.. customization.ExtraKernelArgs.Select(ApplyToText)],
            },
        };
    }

    /// <summary>Masks a text that is not structured: a kernel command line or an argument of one, a boot menu, a URL, or a message that has one of them.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text, with <c>***</c> for encoded META values, for a machine configuration in an argument, and for the credentials of URLs and the PINs in them.</returns>
    public string ApplyToText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ShowsSecrets ? text : Secrets().Replace(text, match => _show(match.Value));
    }

    /// <summary>Masks the text of a schematic. It stays as it is where it has no secret, and nothing is shown of a text that is no schematic.</summary>
    internal string ApplyToSchematic(string text)
    {
        try
        {
            var schematic = Schematic.Parse(text);
            var masked = Apply(schematic);
            return masked == schematic ? text : masked.ToYaml();
        }
        catch (SchematicException)
        {
            return _show(text);
        }
    }

    ProfileSecureBoot Apply(ProfileSecureBoot secureBoot) => secureBoot with
    {
        SecureBootSigner = Apply(secureBoot.SecureBootSigner),
        PcrSigner = Apply(secureBoot.PcrSigner),
    };

    ProfileSigner Apply(ProfileSigner signer) => signer with { SignerAddress = ApplyToText(signer.SignerAddress) };

    MetaValue Apply(MetaValue value) => value with { Value = _show(value.Value) };

    string ApplyToConfiguration(string text) => text.Length == 0 ? string.Empty : _show(text);

    // The value may be quoted, and a password may have an @ that should have been escaped.
    [GeneratedRegex(@"(?<=INSTALLER_META_BASE64=|talos\.config\.inline=)(""[^""]*|[^\s""]+)|(?<=://)[^\s/""]+(?=@)|(?<=[?&]pin-value=)[^\s&""]+")]
    private static partial Regex Secrets();
}
