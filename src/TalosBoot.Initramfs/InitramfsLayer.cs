using TalosBoot.Core.Content;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs;

/// <summary>An extension as it lies in the initramfs.</summary>
/// <param name="ImageName">The name of the squashfs image, such as <c>0.sqsh</c>.</param>
/// <param name="Manifest">What the extension says of itself.</param>
/// <param name="Image">The squashfs image.</param>
public sealed record InitramfsLayer(string ImageName, ExtensionManifest Manifest, BlobSource Image);
