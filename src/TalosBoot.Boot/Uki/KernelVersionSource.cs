namespace TalosBoot.Boot.Uki;

/// <summary>
/// Where the kernel version in the <c>.uname</c> section comes from. The section is measured: the choice decides PCR 11
/// (docs/formats/uki.md).
/// </summary>
public enum KernelVersionSource
{
    /// <summary>
    /// As the public Image Factory does, which builds every release with a newer imager: from the header of the kernel file. An arm64
    /// kernel
    /// has none, and then there is no section.
    /// </summary>
    KernelFile,

    /// <summary>
    /// As the imager of that very release does: the version that is compiled into it (<see cref="KernelVersions"/>), for both
    /// architectures.
    /// For a version that is no known release this is <see cref="KernelFile"/>.
    /// </summary>
    ReleaseTable,
}
