using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>Decompresses blocks with a codec that reads streams.</summary>
/// <param name="open">Opens a stream over what is in a block.</param>
internal sealed class StreamSquashFsDecompressor(Func<Stream, Stream> open) : ISquashFsDecompressor
{
    public int Decompress(ReadOnlyMemory<byte> source, Span<byte> destination, long position)
    {
        try
        {
            using var stored = BlobSource.FromBytes(source).OpenRead();
            using var stream = open(stored);
            var count = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            return count < destination.Length || stream.ReadByte() < 0
                ? count
                : throw SquashFsFailure.Damaged(position, $"a block holds more than its {destination.Length} bytes.");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // What reads zlib throws an IOException of its own where a header asks for a dictionary.
            throw SquashFsFailure.Damaged(position, $"a compressed block of {source.Length} bytes cannot be decompressed.", exception);
        }
    }
}
