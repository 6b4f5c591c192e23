using TalosBoot.Archives.Trees;
using TalosBoot.Compression;

namespace TalosBoot.Initramfs;

/// <summary>A part of an initramfs that the kernel unpacks by itself: archives that lie open, or one compressed piece.</summary>
/// <param name="Offset">Where it starts, in bytes.</param>
/// <param name="Length">How many bytes of the initramfs belong to it.</param>
/// <param name="Compression">How it is compressed.</param>
/// <param name="Tree">Its files. Contents are read when they are asked for.</param>
public sealed record InitramfsSegment(long Offset, long Length, CompressionFormat Compression, FileTree Tree);
