using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>
/// Packs an asset as its profile says (profile.md 8.3). Holes and parts that are compressed already cost nothing; the bytes differ from those of
/// upstream's programs, and hold the same.
/// </summary>
internal static class AssetPackaging
{
    public static BlobSource Pack(BlobSource content, OutFormat format, TalosBootOptions options, ContentSpool spool, CancellationToken cancellationToken) =>
        format switch
        {
            OutFormat.Zst => spool.Write(ContentKind.Compressed, output => ZstdWriter.Write(
                content, output, new ZstdWriterOptions { Threads = options.MaxDegreeOfParallelism }, cancellationToken)),
            OutFormat.Gz => spool.Write(ContentKind.Compressed, output => GzipWriter.Write(
                content, output, new GzipWriterOptions { Threads = options.MaxDegreeOfParallelism }, cancellationToken)),
            OutFormat.Xz => spool.Write(ContentKind.Compressed, output => XzWriter.Write(
                content, output, new XzWriterOptions { Preset = XzPreset.Fast, Threads = options.MaxDegreeOfParallelism }, cancellationToken)),
            _ => content,
        };
}
