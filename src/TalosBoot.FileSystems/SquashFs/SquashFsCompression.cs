namespace TalosBoot.FileSystems.SquashFs;

/// <summary>How the blocks of an image are compressed.</summary>
public enum SquashFsCompression
{
    /// <summary>Not at all. Such an image names zstd as its codec, and needs a kernel with it, but holds nothing compressed.</summary>
    None,

    /// <summary>Zstandard: what Talos 1.8 and newer reads best (initramfs.md 10.1).</summary>
    Zstd,

    /// <summary>xz: what Talos before 1.8 is made with (initramfs.md 10.1).</summary>
    Xz,

    /// <summary>zlib, which squashfs calls gzip. Kernels of Talos do not read it (initramfs.md 2.3).</summary>
    Gzip,
}
