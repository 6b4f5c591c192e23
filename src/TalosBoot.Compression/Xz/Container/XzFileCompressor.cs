using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>
/// Compresses files in memory, each to the xz stream that <c>xz --lzma2=dict=…</c> makes of it: with the effort of its default preset. For one thread at
/// a time.
/// </summary>
/// <param name="dictionarySize">How far back matches may reach, in bytes.</param>
/// <param name="check">The check of each block.</param>
/// <param name="layout">How the stream is laid out.</param>
internal sealed class XzFileCompressor(int dictionarySize, XzCheck check, XzFileLayout layout)
{
    const int MinBlockSize = 1024 * 1024;
    const int BlockSizeFactor = 3;

    readonly Lzma2Encoder _encoder = new(LzmaEffort.Of(XzPreset.Default) with { DictionarySize = dictionarySize });
    readonly ByteSink _chunks = new(0);

    /// <summary>Compresses a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="cancellationToken">Checked at each chunk.</param>
    public byte[] Compress(byte[] content, CancellationToken cancellationToken)
    {
        var stream = new ByteSink(0);
        XzFormat.WriteHeader(stream.Reserve(XzFormat.HeaderSize), (int)check);
        stream.Advance(XzFormat.HeaderSize);
        var blockSize = layout == XzFileLayout.OneBlock ? content.Length : Math.Max(MinBlockSize, BlockSizeFactor * dictionarySize);
        int? leastHeaderSize = layout == XzFileLayout.OneBlock ? null : HeaderSizeOf(blockSize);
        var records = new List<XzRecord>();
        for (var start = 0; start < content.Length; start += blockSize)
        {
            var block = start == 0 && content.Length <= blockSize ? content : content[start..Math.Min(start + blockSize, content.Length)];
            _chunks.Clear();
            _encoder.Encode(block, block.Length, _chunks, cancellationToken);
            var checksum = XzBlockWriter.ChecksumOf(block, check);
            records.Add(XzBlockWriter.Write(_chunks.Written, block.Length, checksum, check, dictionarySize, stream, leastHeaderSize));
        }

        XzIndexWriter.Write([.. records], check, stream);
        return stream.Written.ToArray();
    }

    // The header is there before the block is: there is room for the lengths of the largest one.
    int HeaderSizeOf(int blockSize) => XzBlockHeader.Write(stackalloc byte[XzBlockWriter.MaxHeaderSize], blockSize, blockSize, dictionarySize);
}
