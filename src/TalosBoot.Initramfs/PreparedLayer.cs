using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs;

/// <summary>What becomes of an extension: the image of its layer, and what was taken out of it for other places.</summary>
/// <param name="Manifest">What the extension says of itself.</param>
/// <param name="Image">The squashfs image.</param>
/// <param name="Firmware">The firmware, at its path in the initramfs. May be empty.</param>
/// <param name="Microcode">The microcode.</param>
/// <param name="Warnings">What was odd about its kernel modules.</param>
internal sealed record PreparedLayer(
    ExtensionManifest Manifest, BlobSource Image, FileTree Firmware, Microcode Microcode, IReadOnlyList<KernelModuleWarning> Warnings);
