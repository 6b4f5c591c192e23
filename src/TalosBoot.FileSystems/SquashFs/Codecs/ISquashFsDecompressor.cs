namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>Decompresses blocks. Thread-safe.</summary>
internal interface ISquashFsDecompressor
{
    /// <summary>Decompresses a block.</summary>
    /// <param name="source">All of the stored block.</param>
    /// <param name="destination">Room for the largest block that is expected.</param>
    /// <param name="position">Where the block lies in the image, for messages.</param>
    /// <returns>The bytes written.</returns>
    /// <exception cref="Core.Diagnostics.ImageFormatException">The block is damaged, or larger than the room for it.</exception>
    int Decompress(ReadOnlyMemory<byte> source, Span<byte> destination, long position);
}
