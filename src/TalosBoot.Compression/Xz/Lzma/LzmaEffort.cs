namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>How an LZMA2 encoder searches.</summary>
/// <param name="DictionarySize">How far back matches may reach.</param>
/// <param name="NiceLength">A match of that length is taken at once.</param>
/// <param name="Depth">How many candidates are tried.</param>
/// <param name="IsThorough">Whether all candidates are sorted into trees and all ways are weighed, or only a look ahead is taken.</param>
internal readonly record struct LzmaEffort(int DictionarySize, int NiceLength, int Depth, bool IsThorough)
{
    public static LzmaEffort Of(XzPreset preset) => preset switch
    {
        XzPreset.Fast => new LzmaEffort(256 * 1024, 64, 6, false),
        XzPreset.Best => new LzmaEffort(32 * 1024 * 1024, 64, 48, true),
        _ => new LzmaEffort(8 * 1024 * 1024, 64, 48, true),
    };
}
