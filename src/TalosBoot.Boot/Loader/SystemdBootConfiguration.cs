namespace TalosBoot.Boot.Loader;

/// <summary>The bytes of systemd-boot's <c>loader/loader.conf</c> (docs/formats/uki.md).</summary>
public static class SystemdBootConfiguration
{
    const string Common = "# systemd-boot configuration\n\ntimeout 10\n";

    /// <summary>The file on an ISO.</summary>
    /// <param name="enrollment">
    /// When keys are enrolled: the profile's <c>sdBootEnrollKeys</c> on a Secure Boot ISO, and <see cref="SecureBootEnrollment.Off"/> on
    /// another.
    /// </param>
    public static string ForIso(SecureBootEnrollment enrollment) => $"{Common}\nsecure-boot-enroll {ToName(enrollment)}\n";

    /// <summary>The file on a disk.</summary>
    /// <param name="enrollment">
    /// When keys are enrolled, on a disk that carries keys; <see cref="SecureBootEnrollment.Off"/>, and any disk without Secure Boot, has
    /// no such line.
    /// </param>
    public static string ForDisk(SecureBootEnrollment enrollment) => enrollment == SecureBootEnrollment.Off ? Common : ForIso(enrollment);

    /// <summary>The word that profiles and <c>loader.conf</c> use, such as <c>if-safe</c>.</summary>
    /// <param name="enrollment">The value.</param>
    public static string ToName(SecureBootEnrollment enrollment) => enrollment switch
    {
        SecureBootEnrollment.IfSafe => "if-safe",
        SecureBootEnrollment.Manual => "manual",
        SecureBootEnrollment.Force => "force",
        SecureBootEnrollment.Off => "off",
        _ => throw new ArgumentOutOfRangeException(nameof(enrollment)),
    };
}
