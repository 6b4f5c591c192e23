using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Xz.Lzma;

namespace TalosBoot.Compression.RawLzma;

/// <summary>
/// Encodes bytes as one LZMA stream without header, properties and end mark, as boot loaders read it that know the length from elsewhere:
/// lc 3, lp 0, pb 2. What comes out depends on the bytes and the dictionary size only.
/// </summary>
internal static class RawLzmaEncoder
{
    const int CheckedEvery = 1024 * 1024;

    /// <summary>Encodes bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="dictionarySize">How far back matches may reach, in bytes.</param>
    /// <param name="cancellationToken">Checked for each mebibyte.</param>
    public static byte[] Encode(byte[] data, int dictionarySize, CancellationToken cancellationToken = default)
    {
        var effort = LzmaEffort.Of(XzPreset.Best) with { DictionarySize = dictionarySize };
        var model = new LzmaModel();
        var range = new RangeEncoder();
        var symbols = new LzmaSymbolEncoder(model, range);
        var finder = new BinaryTreeFinder(effort.DictionarySize, effort.NiceLength, effort.Depth);
        var parser = new LzmaOptimalParser(model, finder, effort.NiceLength);
        model.Reset(LzmaProperties.Default);
        parser.Reset(data, data.Length);
        var nextCheck = 0;
        for (var position = 0; position < data.Length;)
        {
            if (position >= nextCheck)
            {
                cancellationToken.ThrowIfCancellationRequested();
                nextCheck = position + CheckedEvery;
            }

            var symbol = parser.Next(position);
            if (symbol.IsLiteral)
            {
                symbols.Literal(data, position);
            }
            else
            {
                symbols.Match(position, symbol);
            }

            position += symbol.Length;
        }

        range.Flush();
        return range.Chunk.ToArray();
    }
}
