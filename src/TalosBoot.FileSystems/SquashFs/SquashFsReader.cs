using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs.Reading;

namespace TalosBoot.FileSystems.SquashFs;

/// <summary>Reads SquashFS 4.0 images made by anybody, compressed with zstd, xz or gzip, or not at all.</summary>
public static class SquashFsReader
{
    /// <summary>Reads the tree of an image. Contents of files are decompressed when they are read, a few blocks at a time.</summary>
    /// <param name="image">The image. It may be followed by other bytes.</param>
    /// <param name="limits">What is accepted; null for the defaults.</param>
    /// <param name="cancellationToken">Checked for every entry.</param>
    /// <returns>
    /// The tree. An inode with several names is one entry under each. Reading a content throws <see cref="ImageFormatException"/> where its
    /// blocks are damaged (TB4343, TB4201).
    /// </returns>
    /// <exception cref="ImageFormatException">
    /// The bytes are no squashfs image (TB4340), or one of a codec that is not read (TB4341); it is cut short (TB4001), damaged (TB4342, TB4343,
    /// TB4201), or over a limit (TB4002).
    /// </exception>
    public static FileTree Read(BlobSource image, SquashFsReadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new TreeReader(SquashFsImage.Open(image), limits ?? new SquashFsReadLimits()).Read(cancellationToken);
    }

    /// <summary>Reads the tree of an image whose contents are read while a spool is there, which keeps blocks that are read again and again.</summary>
    internal static FileTree ReadWithSpool(BlobSource image, ContentSpool spool, CancellationToken cancellationToken) =>
        new TreeReader(SquashFsImage.Open(image, spool: spool), new SquashFsReadLimits()).Read(cancellationToken);
}
