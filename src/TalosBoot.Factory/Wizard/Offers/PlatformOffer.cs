using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>A platform that images are offered for, as upstream's wizard offers it.</summary>
/// <param name="Name">The name in paths.</param>
/// <param name="Title">The name for people, the same in every language.</param>
/// <param name="DiskSuffix">The usual form of its disk image.</param>
internal sealed record PlatformOffer(string Name, string Title, string DiskSuffix)
{
    public BootMethods Methods { get; init; } = BootMethods.Disk;

    /// <summary>The architectures, amd64 first.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = ["amd64", "arm64"];

    public bool HasSecureBoot { get; init; }

    /// <summary>The name of the text that says what it is, for names that do not; or null.</summary>
    public string? NoteKey { get; init; }

    /// <summary>The oldest Talos version that it is offered for.</summary>
    public string MinimumVersion { get; init; } = "0.0.0";

    /// <summary>Whether it has Secure Boot images in a release: they came with unified kernel images.</summary>
    public bool HasSecureBootIn(ReleaseVersion release) => HasSecureBoot && release.Quirks.SupportsUki;

    public bool IsOfferedFor(SemanticVersion version) => OfferedSince.Includes(MinimumVersion, version);
}
