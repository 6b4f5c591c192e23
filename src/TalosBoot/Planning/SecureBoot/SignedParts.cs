using TalosBoot.Core.Content;

namespace TalosBoot.Planning.SecureBoot;

/// <summary>What starts a machine with a UKI from an EFI system partition: signed for Secure Boot, or as it is.</summary>
/// <param name="Uki">The UKI.</param>
/// <param name="SystemdBoot">systemd-boot.</param>
internal sealed record SignedParts(PlannedUki Uki, BlobSource SystemdBoot)
{
    /// <summary>The certificate that firmware is to trust, DER; null without Secure Boot.</summary>
    public ReadOnlyMemory<byte>? Certificate { get; init; }

    /// <summary>The signed variables that enroll the keys, by file name; none without Secure Boot.</summary>
    public IReadOnlyList<(string FileName, BlobSource Content)> Keys { get; init; } = [];
}
