using TalosBoot.Core.Caching;
using TalosBoot.Core.Work;

namespace TalosBoot.Compression.Zstd;

/// <summary>How <see cref="ZstdWriter"/> writes.</summary>
public sealed record ZstdWriterOptions
{
    /// <summary>The level, 1 to 22. Default 18, which Talos uses for its initramfs and its disk images.</summary>
    public int Level { get; init; } = 18;

    /// <summary>
    /// The logarithm of the window that the frame declares, 10 to 27. Default 23 (8 MiB). A reader needs that much memory; the Linux kernel
    /// takes up to 27 (128 MiB) for an initramfs.
    /// </summary>
    public int WindowLog { get; init; } = 23;

    /// <summary>Whether the frame ends with the checksum of its content. Default true.</summary>
    public bool Checksum { get; init; } = true;

    /// <summary>Whether the frame's header names the content's length. Default false, as of a compressor that reads from a pipe.</summary>
    public bool ContentSize { get; init; }

    /// <summary>
    /// Whether holes of 64 MiB and more stand in frames of their own, behind and before frames with the rest. Default false: everything is one frame. Time
    /// then does not grow with the holes, whose zeros a checksum of a single frame counts one by one. Decoders read frames one after the other; programs that
    /// take the length in the first header for that of everything do not.
    /// </summary>
    public bool SeparateHoles { get; init; }

    /// <summary>Whose threads and memory compress; null, the default, for a budget of its own with all processors. The result does not depend on it.</summary>
    public WorkBudget? Budget { get; init; }

    /// <summary>Is told after each part how many bytes of the content are done, holes included. Default nobody.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>
    /// Remembers what longer runs of data were compressed to, so that the same run with the same options is not compressed again. The bytes do not
    /// depend on it. Default null: no memory.
    /// </summary>
    public ContentCache? Cache { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Level, 1, nameof(Level));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Level, 22, nameof(Level));
        ArgumentOutOfRangeException.ThrowIfLessThan(WindowLog, 10, nameof(WindowLog));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WindowLog, 27, nameof(WindowLog));
    }
}
