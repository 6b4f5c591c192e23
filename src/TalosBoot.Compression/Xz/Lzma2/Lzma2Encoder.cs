using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;

namespace TalosBoot.Compression.Xz.Lzma2;

/// <summary>
/// Encodes bytes as LZMA2 chunks: the bytes that liblzma makes with the same numbers. What comes out depends on the bytes and the effort only. For one
/// thread at a time.
/// </summary>
internal sealed class Lzma2Encoder
{
    // A chunk ends where the next symbol might make it too long, or what was decided at once too large.
    const int MaxLzmaLength = Lzma2Format.MaxUncompressedChunk - LzmaModel.MaxMatch;
    const int MaxLzmaSize = Lzma2Format.MaxCompressedChunk - LzmaPaths.NodeCount - 1;

    readonly LzmaModel _model = new();
    readonly RangeEncoder _range = new();
    readonly LzmaSymbolEncoder _symbols;
    readonly LzmaParser _parser;

    public Lzma2Encoder(LzmaEffort effort)
    {
        _symbols = new LzmaSymbolEncoder(_model, _range);
        _parser = effort.IsThorough
            ? new LzmaOptimalParser(_model, new BinaryTreeFinder(effort.DictionarySize, effort.NiceLength, effort.Depth), effort.NiceLength)
            : new LzmaFastParser(_model, new HashChainFinder(effort.DictionarySize, effort.NiceLength, effort.Depth), effort.NiceLength);
    }

    /// <summary>Appends the chunks of bytes, and the mark behind the last one.</summary>
    /// <param name="data">The bytes, from the start of the array.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="output">Takes the chunks.</param>
    /// <param name="cancellationToken">Checked at each chunk.</param>
    public void Encode(byte[] data, int length, ByteSink output, CancellationToken cancellationToken)
    {
        _model.Reset(LzmaProperties.Default);
        _parser.Reset(data, length);
        var reset = Lzma2Chunks.DictionaryReset;
        for (var position = 0; position < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunkLength = EncodeChunk(data, position, length);
            var mustReset = reset == Lzma2Chunks.DictionaryReset;
            if (_range.Chunk.Length < chunkLength)
            {
                Lzma2Chunks.WriteLzma(_range.Chunk, chunkLength, reset, output);
                reset = 0;
            }
            else
            {
                // The model learned what the decoder will not see. What was looked at already is stored, too, as nothing can be found there again.
                chunkLength += _parser.LookedAhead(position + chunkLength);
                Lzma2Chunks.WriteStored(data.AsSpan(position, chunkLength), mustReset, output);
                _model.Reset(LzmaProperties.Default);
                _parser.Forget();
                reset = mustReset || reset == Lzma2Chunks.PropertiesReset
                    ? Lzma2Chunks.PropertiesReset
                    : Lzma2Chunks.StateReset;
            }

            position += chunkLength;
        }

        Lzma2Chunks.WriteEnd(output);
    }

    /// <summary>Appends chunks that hold bytes as they are, and the mark behind the last one.</summary>
    public static void Store(ReadOnlySpan<byte> bytes, ByteSink output)
    {
        Lzma2Chunks.WriteStored(bytes, resetDictionary: true, output);
        Lzma2Chunks.WriteEnd(output);
    }

    int EncodeChunk(ReadOnlySpan<byte> data, int start, int length)
    {
        _range.Reset();
        var position = start;
        while (position < length && position - start < MaxLzmaLength && _range.LengthAtEnd < MaxLzmaSize)
        {
            var symbol = _parser.Next(position);
            if (symbol.IsLiteral)
            {
                _symbols.Literal(data, position);
            }
            else
            {
                _symbols.Match(position, symbol);
            }

            position += symbol.Length;
        }

        _range.Flush();
        return position - start;
    }
}
