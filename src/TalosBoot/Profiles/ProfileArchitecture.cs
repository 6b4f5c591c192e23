using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Profiles;

/// <summary>The architecture that a profile names.</summary>
internal static class ProfileArchitecture
{
    /// <summary>Reads <see cref="Profile.Arch"/>.</summary>
    /// <exception cref="ProfileValidationException">It is neither amd64 nor arm64 (TB1001).</exception>
    public static Architecture ReadArchitecture(this Profile profile) =>
        ArchitectureNames.TryParse(profile.Arch, out var architecture)
            ? architecture
            : throw new ProfileValidationException(
                DiagnosticIds.InvalidArchitecture, "arch", $"invalid arch \"{profile.Arch}\": choose amd64 or arm64.");
}
