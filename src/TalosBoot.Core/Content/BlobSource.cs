using TalosBoot.Core.Content.Files;

namespace TalosBoot.Core.Content;

/// <summary>
/// A piece of content: bytes of known length that can be read at any place, as often as one likes, from several threads at once.
/// </summary>
/// <remarks>
/// Sources hold no bytes of their own where they can name the place where the bytes already are. Reads are synchronous: a source stands for
/// memory or a local file. Only what lies on a web server and is just looked into is read from a network.
/// </remarks>
public abstract class BlobSource
{
    /// <summary>The length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>What is known about the bytes as a whole.</summary>
    public virtual ContentKind Kind => ContentKind.Data;

    /// <summary>
    /// Where bytes are: sorted, disjoint, within the length, and covering every byte that is not zero. What lies between is a hole.
    /// </summary>
    public virtual IReadOnlyList<Extent> Extents => Length == 0 ? [] : [new Extent(0, Length, Kind)];

    /// <summary>Fills a buffer.</summary>
    /// <param name="offset">The first byte to read.</param>
    /// <param name="destination">The buffer, which is filled whole.</param>
    /// <param name="cancellationToken">Checked before anything is read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the source.</exception>
    public void Read(long offset, Span<byte> destination, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - destination.Length);
        cancellationToken.ThrowIfCancellationRequested();
        if (!destination.IsEmpty)
        {
            ReadCore(offset, destination);
        }
    }

    /// <summary>Opens a seekable stream over the bytes. The caller disposes it.</summary>
    public Stream OpenRead() => new BlobStream(this);

    /// <summary>The whole content as an array. For small content.</summary>
    /// <param name="limit">The largest length that is accepted, in bytes.</param>
    /// <exception cref="InvalidOperationException">The content is longer than the limit.</exception>
    public byte[] ToArray(int limit = 64 * 1024 * 1024)
    {
        if (Length > limit)
        {
            throw new InvalidOperationException($"Content of {Length} bytes was to be held in memory; the limit is {limit} bytes. Read it in parts.");
        }

        var result = new byte[Length];
        Read(0, result);
        return result;
    }

    /// <summary>A part of this content.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">The length in bytes.</param>
    public BlobSource Slice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return offset == 0 && length == Length ? this : new SliceSource(this, offset, length);
    }

    /// <summary>The same bytes, known not to shrink.</summary>
    public BlobSource AsCompressed() => Kind == ContentKind.Compressed ? this : new CompressedBlobSource(this);

    /// <summary>Content that lies in memory. The bytes are not copied, and must not change.</summary>
    /// <param name="bytes">The bytes.</param>
    public static BlobSource FromBytes(ReadOnlyMemory<byte> bytes) => new MemoryBlobSource(bytes);

    /// <summary>Text as UTF-8 without a byte order mark.</summary>
    /// <param name="text">The text.</param>
    public static BlobSource FromText(string text) => new MemoryBlobSource(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// The content of a file, which must not change while the source is in use: that is noticed. However many there are, few are open at a time.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Diagnostics.FileAccessException">The file cannot be read (TB6003): it is missing, not this user's to read, or a pipe, a device or a folder.</exception>
    public static BlobSource FromFile(string path) => FileBlobSource.OpenInput(path);

    /// <summary>Zeros, as one hole.</summary>
    /// <param name="length">The length in bytes.</param>
    public static BlobSource Zeros(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new PlacedSource(length, []);
    }

    /// <summary>One content after the other.</summary>
    /// <param name="parts">The parts, in order.</param>
    public static BlobSource Concat(params IReadOnlyList<BlobSource> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var builder = new SparseImageBuilder();
        var offset = 0L;
        for (var index = 0; index < parts.Count; index++)
        {
            builder.Place(offset, parts[index], $"part {index}");
            offset = checked(offset + parts[index].Length);
        }

        return builder.Build(offset);
    }

    /// <summary>Closes the files that it reads, as far as they are not being read now. They are opened again when they are read again.</summary>
    internal virtual void CloseFiles()
    {
    }

    /// <summary>Reads a range that is known to be within the source and not empty.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="destination">The buffer to fill whole.</param>
    protected abstract void ReadCore(long offset, Span<byte> destination);
}
