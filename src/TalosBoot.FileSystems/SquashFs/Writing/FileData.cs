using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>The content of a file, and where it lies in the image. Files of equal content share one.</summary>
internal sealed class FileData(BlobSource content)
{
    /// <summary>Stands for a file that has no part in a fragment block.</summary>
    public const uint NoFragment = 0xFFFF_FFFF;

    public BlobSource Content => content;

    /// <summary>Where the first block lies; 0 for files in fragments and empty ones.</summary>
    public long Start { get; set; }

    /// <summary>See <see cref="SizeWord"/>.</summary>
    public uint[] SizeWords { get; set; } = [];

    public uint Fragment { get; set; } = NoFragment;

    public uint FragmentOffset { get; set; }
}
