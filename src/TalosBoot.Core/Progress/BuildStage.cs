namespace TalosBoot.Core.Progress;

/// <summary>The stages of a build, in the order in which they usually happen.</summary>
public enum BuildStage
{
    /// <summary>References are turned into digests, profiles into requests.</summary>
    Resolve,

    /// <summary>Blobs are read or transferred.</summary>
    Fetch,

    /// <summary>Extensions are turned into the segments of the initramfs.</summary>
    Initramfs,

    /// <summary>The unified kernel image is laid out.</summary>
    Uki,

    /// <summary>A file system is laid out.</summary>
    FileSystem,

    /// <summary>A disk image is laid out.</summary>
    Disk,

    /// <summary>An asset is compressed.</summary>
    Compress,

    /// <summary>Something is signed.</summary>
    Sign,

    /// <summary>The asset is written.</summary>
    Write,

    /// <summary>A container image is pushed.</summary>
    Push,
}
