using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>Compares a version with the first one that has something.</summary>
internal static class OfferedSince
{
    public static bool Includes(string first, SemanticVersion version) =>
        SemanticVersion.TryParse(first, out var minimum) && version.CompareTo(minimum) >= 0;
}
