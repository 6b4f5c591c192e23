using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Planning.Disks;

/// <summary>What a disk holds beside what its bootloader needs.</summary>
/// <param name="Meta">The META partition.</param>
/// <param name="ImageCache">The image cache; null for none.</param>
/// <param name="Overlay">What the overlay does.</param>
internal sealed record DiskExtras(BlobSource Meta, FileTree? ImageCache, OverlayOnDisk Overlay);
