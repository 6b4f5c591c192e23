using TalosBoot.Boot.Loader;
using TalosBoot.Schematics;

namespace TalosBoot.Profiles;

/// <summary>What a disk image is like.</summary>
public sealed record ProfileImageOptions
{
    /// <summary>
    /// The size in bytes. Resolving a profile adds to it what the bootloader needs (docs/formats/profile.md). A resolved profile can be built again as it is:
    /// nothing is added twice to a size that nobody has set anew.
    /// </summary>
    public long DiskSize
    {
        get;
        init
        {
            field = value;
            RequestedDiskSize = null;
        }
    }

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

    /// <summary>The size before defaults were added to it; null when <see cref="DiskSize"/> is as somebody set it.</summary>
    internal long? RequestedDiskSize { get; init; }

    /// <summary>Whether both describe the same disk image.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(ProfileImageOptions? other) => other is not null
        && (DiskSize, DiskFormat, DiskFormatOptions, DiskSectorSize, Bootloader, SdBootEnrollKeys)
            == (other.DiskSize, other.DiskFormat, other.DiskFormatOptions, other.DiskSectorSize, other.Bootloader, other.SdBootEnrollKeys);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(DiskSize, DiskFormat, DiskFormatOptions, DiskSectorSize, Bootloader, SdBootEnrollKeys);
}
