using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;

namespace TalosBoot.Compression.Xz.Lzma2;

/// <summary>Encodes zeros as LZMA2 chunks, without a search: a literal, and matches at distance one.</summary>
internal sealed class Lzma2ZeroEncoder
{
    static readonly byte[] Zero = [0];

    readonly LzmaModel _model = new();
    readonly RangeEncoder _range = new();
    readonly LzmaSymbolEncoder _symbols;

    public Lzma2ZeroEncoder() => _symbols = new LzmaSymbolEncoder(_model, _range);

    /// <summary>Appends the chunks, and the mark behind the last one.</summary>
    public void Encode(int length, ByteSink output)
    {
        for (var left = length; left > 0; left -= Lzma2Format.MaxUncompressedChunk)
        {
            var chunkLength = Math.Min(left, Lzma2Format.MaxUncompressedChunk);
            EncodeChunk(chunkLength);
            Lzma2Chunks.WriteLzma(_range.Chunk, chunkLength, Lzma2Chunks.DictionaryReset, output);
        }

        Lzma2Chunks.WriteEnd(output);
    }

    void EncodeChunk(int length)
    {
        _model.Reset(LzmaProperties.Default);
        _range.Reset();
        _symbols.Literal(Zero, 0);
        for (var position = 1; position < length;)
        {
            var step = Math.Min(LzmaModel.MaxMatch, length - position);
            _symbols.Match(position, new LzmaSymbol(step, 0));
            position += step;
        }

        _range.Flush();
    }
}
