using TalosBoot.Boot.Loader;
using TalosBoot.Boot.Signing;

namespace TalosBoot;

/// <summary>How an asset is signed for Secure Boot. What is left open, the profile says.</summary>
public sealed record BootAssetSecureBoot
{
    /// <summary>Signs what firmware verifies, wherever its key is; null (the default) for the signer that the profile names. The caller disposes it.</summary>
    public ISecureBootSigner? Signer { get; init; }

    /// <summary>Signs the predictions of PCR 11; null (the default) for the signer that the profile names. The caller disposes it.</summary>
    public IPcrSigner? PcrSigner { get; init; }

    /// <summary>A PEM file with the Secure Boot key, RSA. Default: what the profile says.</summary>
    public string? KeyPath { get; init; }

    /// <summary>A PEM file with the certificate of that key. Default: what the profile says.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>A PEM file with the PCR signing key, RSA. Default: what the profile says.</summary>
    public string? PcrKeyPath { get; init; }

    /// <summary>When systemd-boot enrolls the keys that lie on an ISO or a disk image. Null (the default): what the profile says, else in virtual machines only.</summary>
    public SecureBootEnrollment? Enrollment { get; init; }

    /// <summary>
    /// Whether the databases hold Microsoft's certificates as well; <see cref="TalosBootOptions.WellKnownCertificates"/> gives them. Default
    /// false.
    /// </summary>
    public bool IncludeWellKnownCertificates { get; init; }

    /// <summary>
    /// Whether the kernel in the UKI is signed too. Default false: systemd's stub starts it unsigned, as the UKI around it is signed. The imagers
    /// of Talos 1.5 to 1.9 signed it, so that PCR 11 of their assets is met only with this (docs/formats/uki.md).
    /// </summary>
    public bool SignsKernel { get; init; }
}
