using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>A single-board computer that images are offered for, as upstream's wizard offers it.</summary>
/// <param name="Name">The name in addresses.</param>
/// <param name="Title">The name for people, the same in every language.</param>
/// <param name="Maker">Whose overlay image has it, as its repository ends.</param>
internal sealed record BoardOffer(string Name, string Title, string Maker)
{
    readonly string? _overlay;

    /// <summary>The name of its overlay.</summary>
    public string Overlay
    {
        get => _overlay ?? Name;
        init => _overlay = value;
    }

    /// <summary>The oldest Talos version that it is offered for.</summary>
    public string MinimumVersion { get; init; } = "0.0.0";

    public string OverlayImage => $"siderolabs/sbc-{Maker}";

    public bool IsOfferedFor(SemanticVersion version) => OfferedSince.Includes(MinimumVersion, version);
}
