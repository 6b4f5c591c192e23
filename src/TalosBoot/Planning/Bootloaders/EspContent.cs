using TalosBoot.Boot.Loader;
using TalosBoot.Core.Content;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>What goes onto the EFI system partition of an ISO.</summary>
/// <param name="SystemdBoot">systemd-boot, signed where Secure Boot is wanted.</param>
/// <param name="Uki">The UKI, likewise.</param>
internal sealed record EspContent(BlobSource SystemdBoot, BlobSource Uki)
{
    /// <summary>When systemd-boot enrolls <see cref="Keys"/>.</summary>
    public SecureBootEnrollment Enrollment { get; init; } = SecureBootEnrollment.Off;

    /// <summary>The certificate that firmware is to trust, DER, for those who enroll by hand; null without Secure Boot.</summary>
    public BlobSource? Certificate { get; init; }

    /// <summary>The signed variables that systemd-boot enrolls, by file name.</summary>
    public IReadOnlyList<(string FileName, BlobSource Content)> Keys { get; init; } = [];
}
