using TalosBoot.Archives.Trees;

namespace TalosBoot.Overlays;

/// <summary>What an overlay puts on a disk.</summary>
/// <param name="Esp">The files of the EFI system partition, from its root on. They replace files of the boot loader with the same names.</param>
/// <param name="DiskWrites">What is written between the header and the entries of the partition table, sorted by offset.</param>
internal sealed record OverlayInstallation(FileTree Esp, IReadOnlyList<OverlayDiskWrite> DiskWrites);
