using TalosBoot.Core.Content;

namespace TalosBoot.Overlays;

/// <summary>Bytes at a place of the disk, outside of all partitions.</summary>
/// <param name="Offset">The byte of the disk.</param>
/// <param name="Content">What is written there.</param>
internal sealed record OverlayDiskWrite(long Offset, BlobSource Content);
