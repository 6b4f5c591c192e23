namespace TalosBoot.Disks.Qcow2;

/// <summary>How the clusters of a qcow2 image are compressed.</summary>
public enum Qcow2Compression
{
    /// <summary>Not at all. Every tool reads and writes such an image, and it can be read at any place before it was written.</summary>
    None,

    /// <summary>With deflate. Every version of the format has it.</summary>
    Zlib,

    /// <summary>With zstd. Version 3 of the format has it; QEMU reads it from 5.1 on.</summary>
    Zstd,
}
