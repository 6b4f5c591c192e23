using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>
/// Compresses files in memory, each to an xz stream as <c>xz --lzma2=dict=…</c> makes it: with the effort of its default preset, and blocks whose headers
/// name both lengths. For one thread at a time.
/// </summary>
/// <param name="dictionarySize">How far back matches may reach, in bytes: 341 KiB at most.</param>
/// <param name="check">The check of each block.</param>
internal sealed class XzFileCompressor(int dictionarySize, XzCheck check)
{
    // xz cuts blocks at three dictionaries, and at no less than 1 MiB.
    const int BlockSize = 1024 * 1024;

    readonly byte[] _block = new byte[BlockSize];
    readonly Lzma2Encoder _encoder = new(LzmaEffort.Of(XzPreset.Default) with { DictionarySize = dictionarySize });
    readonly ByteSink _chunks = new(0);

    /// <summary>Compresses a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="cancellationToken">Checked at each chunk.</param>
    public byte[] Compress(ReadOnlySpan<byte> content, CancellationToken cancellationToken)
    {
        var stream = new ByteSink(0);
        XzFormat.WriteHeader(stream.Reserve(XzFormat.HeaderSize), (int)check);
        stream.Advance(XzFormat.HeaderSize);
        var records = new List<XzRecord>();
        for (; !content.IsEmpty; content = content[Math.Min(BlockSize, content.Length)..])
        {
            var block = content[..Math.Min(BlockSize, content.Length)];
            block.CopyTo(_block);
            _chunks.Clear();
            _encoder.Encode(_block, block.Length, _chunks, cancellationToken);
            records.Add(XzBlockWriter.Write(_chunks.Written, block.Length, XzBlockWriter.ChecksumOf(block, check), check, dictionarySize, stream));
        }

        XzIndexWriter.Write([.. records], check, stream);
        return stream.Written.ToArray();
    }
}
