using TalosBoot.Core.Diagnostics;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles.Resolving;

/// <summary>Turns a profile as it was given into the finalized one that is built (docs/formats/profile.md).</summary>
public static class ProfileResolver
{
    /// <summary>The product name that is used when none is given.</summary>
    public const string DefaultName = "Talos";

    /// <summary>Lays the profile over its base, fills its defaults, and checks it.</summary>
    /// <param name="profile">The profile as given.</param>
    /// <param name="overlayProfiles">Profiles that an overlay brings, by name; they win over the built-in ones. Null for none.</param>
    /// <param name="fileExists">
    /// Tells whether a file of <c>/secureboot</c> exists, which upstream's imager takes keys from; null (the default): nothing is taken from there.
    /// </param>
    /// <exception cref="ProfileValidationException">The base is not known (TB1004), or the result is not valid.</exception>
    public static Profile Resolve(
        Profile profile, IReadOnlyDictionary<string, Profile>? overlayProfiles = null, Func<string, bool>? fileExists = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return Complete(LayOverBase(profile, overlayProfiles), fileExists);
    }

    /// <summary>
    /// Merges what an Image Factory takes of the profile that an overlay brings into its own (docs/formats/installer.md): kernel arguments, and META
    /// values where the kind of output has any, which stand before others, and the bootloader of a disk image that names none.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="overlayProfile">The profile that the overlay brings.</param>
    public static Profile MergeOverlayProfile(Profile profile, Profile overlayProfile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(overlayProfile);
        var (own, brought) = (profile.Customization, overlayProfile.Customization);
        return WithBootloaderOf(profile, overlayProfile) with
        {
            Customization = own with
            {
                ExtraKernelArgs = [.. brought.ExtraKernelArgs, .. own.ExtraKernelArgs],
                MetaContents = profile.Output.Kind is OutputKind.Iso or OutputKind.Image ? [.. brought.MetaContents, .. own.MetaContents] : own.MetaContents,
            },
        };
    }

    /// <summary>A disk image that names no bootloader with the one that the profile of its overlay names.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="overlayProfile">The profile that the overlay brings.</param>
    internal static Profile WithBootloaderOf(Profile profile, Profile overlayProfile) =>
        profile.Output is { Kind: OutputKind.Image, ImageOptions: null or { Bootloader: BootloaderKind.None } }
        && overlayProfile.Output.ImageOptions is { Bootloader: not BootloaderKind.None } disk
            ? WithBootloader(profile, disk.Bootloader) : profile;

    /// <summary>A disk image with a bootloader.</summary>
    internal static Profile WithBootloader(Profile profile, BootloaderKind bootloader) => profile with
    {
        Output = profile.Output with { ImageOptions = (profile.Output.ImageOptions ?? new ProfileImageOptions()) with { Bootloader = bootloader } },
    };

    /// <summary>Lays the profile over its base. Its defaults are not filled.</summary>
    /// <param name="profile">The profile as given.</param>
    /// <param name="overlayProfiles">Profiles that an overlay brings, by name; they win over the built-in ones. Null for none.</param>
    /// <exception cref="ProfileValidationException">The base is not known (TB1004), or there is no version (TB1015).</exception>
    internal static Profile LayOverBase(Profile profile, IReadOnlyDictionary<string, Profile>? overlayProfiles)
    {
        var merged = profile.BaseProfileName.Length == 0
            ? profile
            : ProfileMerge.Over(FindBase(profile.BaseProfileName, profile.Version, overlayProfiles), profile) with { BaseProfileName = string.Empty };
        return merged.Version.Length > 0 ? merged : throw VersionRequired();
    }

    /// <summary>Tells that a profile has no version (TB1015).</summary>
    internal static ProfileValidationException VersionRequired() => new(
        DiagnosticIds.VersionRequired, "version", "a Talos version is required, such as v1.12.0. TalosBoot is of no Talos release itself.");

    /// <summary>Fills the defaults of a profile that lies over its base already, and checks it.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="fileExists">As in <see cref="Resolve"/>.</param>
    /// <exception cref="ProfileValidationException">The result is not valid.</exception>
    internal static Profile Complete(Profile profile, Func<string, bool>? fileExists)
    {
        var filled = ProfileDefaults.Fill(profile.Name.Length == 0 ? profile with { Name = DefaultName } : profile, fileExists);
        ProfileValidator.Validate(filled);
        return filled;
    }

    static Profile FindBase(string name, string version, IReadOnlyDictionary<string, Profile>? overlayProfiles)
    {
        if (overlayProfiles is not null && overlayProfiles.TryGetValue(name, out var profile))
        {
            return profile;
        }

        return BuiltInProfiles.TryFind(name, out var builtIn)
            ? builtIn
            : BuiltInProfiles.TryFindBoard(name, version) is { } board
            ? board
            : throw new ProfileValidationException(
                DiagnosticIds.UnknownBaseProfile, "baseProfileName",
                $"unknown base profile: {name}. Choose one of: {string.Join(", ", BuiltInProfiles.Names)}.");
    }
}
