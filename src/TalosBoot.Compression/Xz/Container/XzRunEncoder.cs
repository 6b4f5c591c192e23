using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Makes blocks of runs, for one thread.</summary>
internal sealed class XzRunEncoder(LzmaEffort effort, XzCheck check)
{
    /// <summary>Long holes are copies of one block of that length, and a rest.</summary>
    public const int ZeroBlockLength = 16 * 1024 * 1024;

    readonly ByteSink _chunks = new(0);
    Lzma2Encoder? _encoder;
    Lzma2ZeroEncoder? _zeros;

    /// <summary>How long the rest of a hole is: at least one byte.</summary>
    public static int RestOfZeros(long length) => (int)((length - 1) % ZeroBlockLength) + 1;

    public XzRecord Encode(byte[] data, int length, ByteSink output, CancellationToken cancellationToken)
    {
        _encoder ??= new Lzma2Encoder(effort);
        _chunks.Clear();
        _encoder.Encode(data, length, _chunks, cancellationToken);
        return Finish(length, XzBlockWriter.ChecksumOf(data.AsSpan(0, length), check), output);
    }

    public XzRecord Store(ReadOnlySpan<byte> bytes, ByteSink output)
    {
        _chunks.Clear();
        Lzma2Encoder.Store(bytes, _chunks);
        return Finish(bytes.Length, XzBlockWriter.ChecksumOf(bytes, check), output);
    }

    public XzRecord EncodeZeros(int length, ByteSink output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _zeros ??= new Lzma2ZeroEncoder();
        _chunks.Clear();
        _zeros.Encode(length, _chunks);
        return Finish(length, XzBlockWriter.ChecksumOfZeros(length, check), output);
    }

    XzRecord Finish(long length, ulong checksum, ByteSink output) =>
        XzBlockWriter.Write(_chunks.Written, length, checksum, check, effort.DictionarySize, output);
}
