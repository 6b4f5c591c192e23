namespace TalosBoot.Profiles;

/// <summary>What is built.</summary>
public enum OutputKind
{
    /// <summary>Nothing yet: not a valid choice.</summary>
    Unknown,

    /// <summary>A bootable ISO image.</summary>
    Iso,

    /// <summary>A disk image.</summary>
    Image,

    /// <summary>An installer container image.</summary>
    Installer,

    /// <summary>The kernel.</summary>
    Kernel,

    /// <summary>The initramfs with extensions.</summary>
    Initramfs,

    /// <summary>A unified kernel image.</summary>
    Uki,

    /// <summary>The kernel command line as text.</summary>
    Cmdline,
}
