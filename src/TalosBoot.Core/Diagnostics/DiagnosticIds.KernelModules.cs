namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The root file system holds no kernel modules directory, or no kernel version in it.</summary>
    public const string KernelVersionMissing = "TB3020";

    /// <summary>The kernel modules directory of the root file system holds something beside one kernel version.</summary>
    public const string KernelVersionAmbiguous = "TB3021";

    /// <summary>An extension brings kernel modules for another kernel.</summary>
    public const string KernelVersionMismatch = "TB3022";

    /// <summary>A kernel module, or a list beside it, cannot be read.</summary>
    public const string KernelModuleUnreadable = "TB3023";

    /// <summary>Kernel modules are larger, more or deeper nested than their indexes allow.</summary>
    public const string KernelModuleLimitExceeded = "TB3024";

    /// <summary>Kernel modules need each other in a circle.</summary>
    public const string KernelModuleCycle = "TB3025";

    /// <summary>The kernel modules of an extension cannot be laid over those of the root file system.</summary>
    public const string KernelModuleConflict = "TB3026";

    /// <summary>Something is odd about a kernel module, and does not stop the build.</summary>
    public const string KernelModuleOdd = "TB3027";
}
