using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Profiles;

/// <summary>Turns a profile as it was given into the finalized one that is built (profile.md 1.4).</summary>
public static class ProfileResolver
{
    /// <summary>The product name that is used when none is given.</summary>
    public const string DefaultName = "Talos";

    /// <summary>Lays the profile over its base, fills its defaults, and checks it.</summary>
    /// <param name="profile">The profile as given.</param>
    /// <param name="overlayProfiles">Profiles that an overlay brings, by name; they win over the built-in ones. Null for none.</param>
    /// <param name="fileExists">Tells whether a file exists; null for the files of this machine.</param>
    /// <exception cref="ProfileValidationException">The base is not known (TB1004), or the result is not valid.</exception>
    public static Profile Resolve(
        Profile profile, IReadOnlyDictionary<string, Profile>? overlayProfiles = null, Func<string, bool>? fileExists = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var merged = profile.BaseProfileName.Length == 0
            ? profile
            : ProfileMerge.Over(FindBase(profile.BaseProfileName, overlayProfiles), profile) with { BaseProfileName = string.Empty };
        if (merged.Version.Length == 0)
        {
            throw new ProfileValidationException(
                DiagnosticIds.VersionRequired, "version", "a Talos version is required, such as v1.12.0. TalosBoot is of no Talos release itself.");
        }

        var named = merged.Name.Length == 0 ? merged with { Name = DefaultName } : merged;
        var filled = ProfileDefaults.Fill(named, fileExists);
        ProfileValidator.Validate(filled);
        return filled;
    }

    static Profile FindBase(string name, IReadOnlyDictionary<string, Profile>? overlayProfiles)
    {
        if (overlayProfiles is not null && overlayProfiles.TryGetValue(name, out var profile))
        {
            return profile;
        }

        return BuiltInProfiles.TryFind(name, out var builtIn)
            ? builtIn
            : throw new ProfileValidationException(
                DiagnosticIds.UnknownBaseProfile, "baseProfileName",
                $"unknown base profile: {name}. Choose one of: {string.Join(", ", BuiltInProfiles.Names)}.");
    }
}
