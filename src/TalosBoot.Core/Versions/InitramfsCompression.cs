namespace TalosBoot.Core.Versions;

/// <summary>How a Talos version compresses the segments of its initramfs and its squashfs images.</summary>
public enum InitramfsCompression
{
    /// <summary>xz: up to 1.7.</summary>
    Xz,

    /// <summary>zstd: from 1.8 on.</summary>
    Zstd,
}
