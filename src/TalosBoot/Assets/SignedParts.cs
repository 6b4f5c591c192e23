using TalosBoot.Core.Content;

namespace TalosBoot.Assets;

/// <summary>The parts of an asset that are signed for Secure Boot.</summary>
internal sealed record SignedParts
{
    /// <summary>The UKI.</summary>
    public PlannedUki Uki { get; init; } = null!;

    /// <summary>systemd-boot; null where the UKI is the whole asset.</summary>
    public BlobSource? SystemdBoot { get; init; }

    /// <summary>The signed variables that enroll the keys.</summary>
    public IReadOnlyList<(string FileName, BlobSource Content)> Keys { get; init; } = [];
}
