namespace TalosBoot.Initramfs.KernelModules;

/// <summary>The release of kmod whose files are made. What reads them reads both.</summary>
public enum KernelModuleIndexFormat
{
    /// <summary>
    /// As kmod 34 and later write them: <c>modules.weakdep</c> exists, and a node of a binary index comes before its children. Talos
    /// uses it since 1.10.
    /// </summary>
    Kmod34,

    /// <summary>
    /// As kmod up to 32 writes them: without <c>modules.weakdep</c>, and a node of a binary index comes behind its children.
    /// </summary>
    Kmod30,
}
