using TalosBoot.Core.Determinism;

namespace TalosBoot.Boot.SecureBoot;

/// <summary>What goes into the Secure Boot databases.</summary>
public sealed record SecureBootDatabaseOptions
{
    /// <summary>
    /// The PEM file of the certificate to enroll, as it was read: its text decides the owner GUID. Null (the default) for the signer's own
    /// certificate.
    /// </summary>
    public ReadOnlyMemory<byte>? EnrolledCertificatePem { get; init; }

    /// <summary>Microsoft's certificates in addition, or null (the default) for none.</summary>
    public WellKnownCertificates? WellKnownCertificates { get; init; }

    /// <summary>
    /// The time stamp, in UTC. Default <see cref="BuildClock.Default"/>, which serves for machines in setup mode; a machine that has keys
    /// takes a
    /// database only when its time stamp is later than that of the one it has.
    /// </summary>
    public BuildClock Time { get; init; } = BuildClock.Default;
}
