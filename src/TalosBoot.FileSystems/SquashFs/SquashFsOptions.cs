using TalosBoot.Core.Determinism;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>How an image is made. The defaults are those of <c>mksquashfs</c>, with a fixed time.</summary>
public sealed record SquashFsOptions
{
    /// <summary>The smallest <see cref="BlockSize"/>, in bytes.</summary>
    public const int MinimumBlockSize = 4096;

    /// <summary>The largest <see cref="BlockSize"/>, in bytes.</summary>
    public const int MaximumBlockSize = 1024 * 1024;

    /// <summary>The codec. Default zstd.</summary>
    public SquashFsCompression Compression { get; init; } = SquashFsCompression.Zstd;

    /// <summary>
    /// The level of the codec; null for its default. Zstd: 1 to 22, default 15. With blocks of at most 128 KiB, 16 to 18 are one level, which is as
    /// fast as 15: programs come out 0.3 % larger than at zstd's own 18, those of 15 1.4 %. The image names the level that was asked for.
    /// Xz: 0 to 9, default 6, of which up to 2 are fast, and 9 tries hardest. Gzip: 1 to 9, default 9, of which up to 3 are fast and all others thorough.
    /// </summary>
    public int? Level { get; init; }

    /// <summary>The bytes of a data block: a power of two between 4096 and 1,048,576. Default 131,072.</summary>
    public int BlockSize { get; init; } = 128 * 1024;

    /// <summary>The time at which the image was made. Default <see cref="BuildClock.Default"/>, the one of the Image Factory (docs/formats/squashfs.md).</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>
    /// Whether times of files that are later than <see cref="Clock"/> are lowered to it, as <c>mksquashfs</c> does when SOURCE_DATE_EPOCH is
    /// set. Default true.
    /// </summary>
    public bool ClampTimes { get; init; } = true;

    /// <summary>Whether all files belong to user and group 0, whatever the tree says. Default false; Talos' own images are made so.</summary>
    public bool AllRoot { get; init; }

    /// <summary>What progress reports call the image. Default <c>squashfs</c>.</summary>
    public string Name { get; init; } = "squashfs";

    internal void Validate()
    {
        if (!int.IsPow2(BlockSize) || BlockSize is < MinimumBlockSize or > MaximumBlockSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(BlockSize), BlockSize, $"A block size is a power of two between {MinimumBlockSize} and {MaximumBlockSize} bytes.");
        }

        ArgumentNullException.ThrowIfNull(Name);
    }
}
