using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>What a caller asked for, before anything of it is decided.</summary>
/// <param name="Profile">All that a profile has words for. Official extensions are not among its own yet.</param>
internal sealed record RequestDraft(Profile Profile)
{
    /// <summary>The extensions in order: official ones by name, and others by where they are.</summary>
    public IReadOnlyList<ContainerAsset> Extensions { get; init; } = [];

    /// <summary>How it is signed, as far as a profile has no words for it; null when nothing was said.</summary>
    public BootAssetSecureBoot? SecureBoot { get; init; }

    /// <summary>Whether a disk image that names no bootloader has the one that its overlay's profile names; upstream takes none but for a base profile or a schematic.</summary>
    public bool TakesBootloaderOfOverlay { get; init; }

    /// <summary>The schematic that describes it; null for none.</summary>
    public RequestedSchematic? Schematic { get; init; }
}
