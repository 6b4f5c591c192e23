namespace TalosBoot.Core.Work;

/// <summary>The stages of a build, in the order in which they usually happen.</summary>
public enum BuildStage
{
    /// <summary>References are turned into digests, profiles into requests.</summary>
    Resolve,

    /// <summary>Blobs are read or transferred: an item for each container image, and one for each blob.</summary>
    Fetch,

    /// <summary>The layers of a container image are decompressed and become a tree of files.</summary>
    Flatten,

    /// <summary>A tree of files, such as an extension, is compressed to a squashfs image.</summary>
    Squash,

    /// <summary>Kernel modules are read for their indexes.</summary>
    Index,

    /// <summary>The initramfs is laid out.</summary>
    Initramfs,

    /// <summary>The unified kernel image is laid out.</summary>
    Uki,

    /// <summary>A file system is laid out.</summary>
    FileSystem,

    /// <summary>A disk image is laid out.</summary>
    Disk,

    /// <summary>Something is hashed: for a measurement, a signature or a digest.</summary>
    Hash,

    /// <summary>Something is signed.</summary>
    Sign,

    /// <summary>An asset is compressed or put into an archive.</summary>
    Pack,

    /// <summary>The asset is written.</summary>
    Write,

    /// <summary>A container image is pushed.</summary>
    Push,
}
