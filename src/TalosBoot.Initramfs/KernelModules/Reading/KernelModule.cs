using TalosBoot.Archives.Trees;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>A module while the indexes are made.</summary>
/// <param name="name">Its name.</param>
/// <param name="relativePath">Its path below the directory of the kernel version, as text and as bytes: ASCII.</param>
/// <param name="path">The same as bytes.</param>
/// <param name="file">Its file.</param>
internal sealed class KernelModule(byte[] name, string relativePath, byte[] path, RegularFile file)
{
    public byte[] Name => name;

    public string RelativePath => relativePath;

    public byte[] Path => path;

    public RegularFile File => file;

    /// <summary>Its place among all modules, which is its priority too.</summary>
    public int Index { get; set; }

    /// <summary>Which symbols it gives and needs.</summary>
    public ModuleContent Content { get; set; } = new(NameList.Empty, NameList.Empty, NameList.Empty, ModuleInformation.Empty, true);

    /// <summary>Its aliases and dependencies by name. They count even when the kernel has a module of its name built in.</summary>
    public ModuleInformation Information => Content.Information;

    /// <summary>The path that modules.order names it by: without the suffix of a compressed file.</summary>
    public ReadOnlySpan<byte> OrderPath => path.AsSpan(0, path.AsSpan().LastIndexOf((byte)'/') + 1 + name.Length + ".ko".Length);
}
