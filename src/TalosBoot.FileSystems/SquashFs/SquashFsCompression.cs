namespace TalosBoot.FileSystems.SquashFs;

/// <summary>How the blocks of an image are compressed.</summary>
public enum SquashFsCompression
{
    /// <summary>Not at all. Such an image names zstd as its codec, and needs a kernel with it, but holds nothing compressed.</summary>
    None,

    /// <summary>Zstandard: what Talos 1.8 and newer reads best (docs/formats/squashfs.md).</summary>
    Zstd,

    /// <summary>xz: what Talos before 1.8 is made with (docs/formats/squashfs.md).</summary>
    Xz,

    /// <summary>zlib, which squashfs calls gzip. Kernels of Talos do not read it (docs/formats/squashfs.md).</summary>
    Gzip,
}
