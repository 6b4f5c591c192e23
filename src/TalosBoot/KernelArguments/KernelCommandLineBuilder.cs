using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Meta;
using TalosBoot.Platforms;
using TalosBoot.Profiles;

namespace TalosBoot.KernelArguments;

/// <summary>Makes the kernel command line of a profile (profile.md 4.2).</summary>
public static class KernelCommandLineBuilder
{
    /// <summary>Makes the command line.</summary>
    /// <param name="profile">The profile, with its defaults filled.</param>
    /// <param name="overlayArguments">The kernel arguments of the overlay, which replace the platform's; empty without an overlay.</param>
    /// <exception cref="ProfileValidationException">The platform (TB1003) or the architecture (TB1001) is not known.</exception>
    public static KernelCommandLine Build(Profile profile, params IReadOnlyList<string> overlayArguments)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(overlayArguments);
        var quirks = new TalosQuirks(TalosVersion.Parse(profile.Version));
        var platform = FindPlatform(profile);
        var line = new KernelCommandLine();
        line.Append("talos.platform", platform.Name);
        line.SetAll(platform.KernelArguments(profile.ReadArchitecture(), quirks));
        if (profile.Output.Kind == OutputKind.Iso && quirks.SupportsHaltIfInstalled)
        {
            line.Append("talos.halt_if_installed", "1");
        }

        line.SetAll(overlayArguments);
        line.AppendAll(DefaultKernelArguments.For(quirks));
        if (profile.SecureBoot == true)
        {
            line.AppendAll(DefaultKernelArguments.ForSecureBoot(quirks));
        }

        var meta = profile.Customization.MetaContents;
        if (meta.Count > 0 && profile.Output.Kind != OutputKind.Image)
        {
            line.Append("talos.environment", MetaEnvironment.Encode(meta, quirks.SupportsCompressedEncodedMeta));
        }

        line.Customize(profile.Customization.ExtraKernelArgs);
        return line;
    }

    static Platform FindPlatform(Profile profile) =>
        PlatformTable.TryFind(profile.Platform, out var platform)
            ? platform
            : throw new ProfileValidationException(
                DiagnosticIds.UnknownPlatform, "platform",
                $"unknown platform: \"{profile.Platform}\". Choose one of: {string.Join(", ", PlatformTable.All.Select(known => known.Name))}.");
}
