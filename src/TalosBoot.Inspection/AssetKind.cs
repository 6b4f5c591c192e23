namespace TalosBoot.Inspection;

/// <summary>What an asset is, whatever is around it.</summary>
public enum AssetKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>An ISO image that boots Talos.</summary>
    Iso,

    /// <summary>A disk with Talos on it.</summary>
    DiskImage,

    /// <summary>A unified kernel image.</summary>
    UnifiedKernelImage,

    /// <summary>A kernel.</summary>
    Kernel,

    /// <summary>An initramfs.</summary>
    Initramfs,

    /// <summary>An EFI program that is no kernel, such as systemd-boot.</summary>
    EfiProgram,

    /// <summary>A container image, such as that of the installer.</summary>
    ContainerImage,

    /// <summary>Several container images: an OCI layout, or an archive with more than one.</summary>
    ContainerImages,

    /// <summary>A system extension.</summary>
    Extension,

    /// <summary>An image cache.</summary>
    ImageCache,

    /// <summary>A schematic.</summary>
    Schematic,

    /// <summary>A profile of the imager.</summary>
    Profile,

    /// <summary>A kernel command line.</summary>
    CommandLine,
}
