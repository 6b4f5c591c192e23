namespace TalosBoot.Initramfs.KernelModules;

/// <summary>How the indexes of kernel modules are made.</summary>
public sealed record KernelModuleIndexOptions
{
    /// <summary>The release of kmod whose files are made. Default <see cref="KernelModuleIndexFormat.Kmod34"/>.</summary>
    public KernelModuleIndexFormat Format { get; init; } = KernelModuleIndexFormat.Kmod34;

    /// <summary>
    /// The <c>search</c> line of depmod's configuration: directories below that of the kernel version, the first wins. <c>built-in</c>
    /// stands for all others. Default <c>extras built-in</c> (docs/formats/initramfs.md).
    /// </summary>
    public IReadOnlyList<string> Search { get; init; } = ["extras", "built-in"];

    /// <summary>
    /// The symbols that the kernel itself exports, or null. When they are given, a module that needs a symbol of nobody is warned about, as
    /// <c>depmod -e</c> does. Default null.
    /// </summary>
    public IReadOnlySet<string>? KernelSymbols { get; init; }
}
