using TalosBoot.Core.Content;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs;

/// <summary>An initramfs with its extensions.</summary>
/// <param name="Content">The bytes: early segment, stock initramfs, extension segment.</param>
/// <param name="Layers">The layers, in the order of <c>/extensions.yaml</c>: later ones lie on top.</param>
public sealed record InitramfsImage(BlobSource Content, IReadOnlyList<InitramfsLayer> Layers)
{
    /// <summary>What was odd about kernel modules without being an error, such as a symbol that no module and not the kernel provides.</summary>
    public IReadOnlyList<KernelModuleWarning> Warnings { get; init; } = [];
}
