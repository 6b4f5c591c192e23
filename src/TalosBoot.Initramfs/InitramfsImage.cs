using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs;

/// <summary>An initramfs with its extensions.</summary>
/// <param name="Content">The bytes: early segment, stock initramfs, extension segment.</param>
/// <param name="Layers">The layers, in the order of <c>/extensions.yaml</c>: later ones lie on top.</param>
public sealed record InitramfsImage(BlobSource Content, IReadOnlyList<InitramfsLayer> Layers);
