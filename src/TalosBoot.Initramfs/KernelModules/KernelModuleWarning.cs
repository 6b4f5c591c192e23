namespace TalosBoot.Initramfs.KernelModules;

/// <summary>Something odd about kernel modules that does not stop the work.</summary>
/// <param name="Path">The file, below the directory of the kernel version.</param>
/// <param name="Message">What is odd.</param>
public sealed record KernelModuleWarning(string Path, string Message);
