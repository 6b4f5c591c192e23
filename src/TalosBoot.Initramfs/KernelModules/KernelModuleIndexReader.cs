using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules.Index;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>Reads the binary indexes of kernel modules, such as <c>modules.dep.bin</c>, whichever kmod wrote them (docs/formats/initramfs.md).</summary>
public static class KernelModuleIndexReader
{
    /// <summary>Reads all values, in the order of their keys.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="ImageFormatException">
    /// The bytes are no index (TB4605), or its keys are longer than any that a kernel has, or far longer together than the index (TB4002).
    /// </exception>
    public static IReadOnlyList<KernelModuleIndexEntry> Read(ReadOnlyMemory<byte> index) => new TrieReader(index).Read();
}
