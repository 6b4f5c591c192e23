using TalosBoot.Boot.Loader;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles;

/// <summary>What a disk image is like.</summary>
public sealed record ProfileImageOptions
{
    /// <summary>The size in bytes. Defaulting adds to it (profile.md 2.8).</summary>
    public long DiskSize { get; init; }

    /// <summary>The format.</summary>
    public DiskFormat DiskFormat { get; init; }

    /// <summary>Options of the format, as <c>qemu-img -o</c> takes them.</summary>
    public string DiskFormatOptions { get; init; } = string.Empty;

    /// <summary>The logical sector size in bytes; 0 stands for 512.</summary>
    public uint DiskSectorSize { get; init; }

    /// <summary>What starts the kernel.</summary>
    public BootloaderKind Bootloader { get; init; }

    /// <summary>When systemd-boot enrolls keys.</summary>
    public SecureBootEnrollment SdBootEnrollKeys { get; init; }
}
