using TalosBoot.Profiles.Reading;

namespace TalosBoot.Profiles;

/// <summary>
/// What is to be built, as upstream's imager understands it: the serialisable twin of a <c>BootAssetBuilder</c> (docs/formats/profile.md).
/// Texts that are empty are not chosen yet. Immutable.
/// </summary>
public sealed record Profile
{
    /// <summary>The profile that this one is laid over, or empty. Cleared when it was resolved.</summary>
    public string BaseProfileName { get; init; } = string.Empty;

    /// <summary><c>amd64</c> or <c>arm64</c>.</summary>
    public string Arch { get; init; } = string.Empty;

    /// <summary>The platform, such as <c>metal</c>.</summary>
    public string Platform { get; init; } = string.Empty;

    /// <summary>The single-board computer of Talos 1.6 and older, such as <c>rpi_generic</c>; empty for none. Newer releases have <see cref="Overlay"/>.</summary>
    public string Board { get; init; } = string.Empty;

    /// <summary>Whether everything is signed for Secure Boot. Null means no, and lets a base profile decide.</summary>
    public bool? SecureBoot { get; init; }

    /// <summary>The product name that the UKI and boot entries carry. Empty stands for <c>Talos</c>.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The Talos version, such as <c>v1.12.0</c>.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>What the user adds to the stock asset.</summary>
    public ProfileCustomization Customization { get; init; } = new();

    /// <summary>What the asset is made from.</summary>
    public ProfileInput Input { get; init; } = new();

    /// <summary>The overlay of a single-board computer, or null.</summary>
    public ProfileOverlay? Overlay { get; init; }

    /// <summary>What comes out.</summary>
    public ProfileOutput Output { get; init; } = new();

    /// <summary>Reads a profile document, as <see cref="ProfileReader"/> does.</summary>
    /// <param name="document">The YAML document.</param>
    /// <returns>The profile as it is written: no defaults are filled.</returns>
    /// <exception cref="Core.Diagnostics.ProfileValidationException">The document cannot be read (TB1012); the message tells the places.</exception>
    public static Profile Parse(string document) => ProfileReader.Read(document);

    /// <summary>Writes the profile as upstream's imager prints it, as <see cref="ProfileWriter"/> does.</summary>
    /// <returns>The YAML document, with a line feed at its end.</returns>
    public string ToYaml() => ProfileWriter.Write(this);
}
