using TalosBoot.Boot.Loader;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles;

/// <summary>What an ISO is like.</summary>
public sealed record ProfileIsoOptions
{
    /// <summary>When systemd-boot enrolls keys.</summary>
    public SecureBootEnrollment SdBootEnrollKeys { get; init; }

    /// <summary>What starts the kernel.</summary>
    public BootloaderKind Bootloader { get; init; }
}
