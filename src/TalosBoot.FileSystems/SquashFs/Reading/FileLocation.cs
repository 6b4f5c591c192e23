using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>Where a file of an image lies.</summary>
/// <param name="Length">The bytes of it.</param>
/// <param name="Start">Where its first block lies.</param>
/// <param name="SizeWords">Its blocks: all that it has, or all full ones when the rest is in a fragment block.</param>
/// <param name="Fragment">The fragment block with the rest, or null.</param>
/// <param name="FragmentOffset">Where in the fragment block the rest begins.</param>
internal sealed record FileLocation(long Length, long Start, uint[] SizeWords, FragmentEntry? Fragment, uint FragmentOffset);
