using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>
/// Packs an asset as its profile says (profile.md 8.3). Holes and parts that are compressed already cost nothing; the bytes differ from those of
/// upstream's programs, and hold the same.
/// </summary>
internal static class AssetPackaging
{
    /// <summary>Packs an asset.</summary>
    /// <param name="content">The asset.</param>
    /// <param name="request">Says how it is packed.</param>
    /// <param name="spool">Keeps the result.</param>
    /// <param name="context">Goes along with the build.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async ValueTask<BlobSource> PackAsync(
        BlobSource content, ResolvedRequest request, ContentSpool spool, BuildContext context, CancellationToken cancellationToken)
    {
        if (request.OutFormat is not (OutFormat.Zst or OutFormat.Gz or OutFormat.Xz))
        {
            return content;
        }

        using var report = context.Begin(BuildStage.Pack, ProfileFileNames.Packed(request.Profile), content.Length);
        var packed = await spool.WriteAsync(
            ContentKind.Compressed, (output, token) => new ValueTask(PackAsync(content, request.OutFormat, output, context.Budget, report, token)),
            cancellationToken).ConfigureAwait(false);
        report.Complete();
        return packed;
    }

    static Task PackAsync(
        BlobSource content, OutFormat format, Stream output, WorkBudget budget, StageProgress report, CancellationToken cancellationToken) => format switch
    {
        OutFormat.Zst => ZstdWriter.WriteAsync(content, output, new ZstdWriterOptions { Budget = budget, Progress = report }, cancellationToken),
        OutFormat.Gz => GzipWriter.WriteAsync(content, output, new GzipWriterOptions { Budget = budget, Progress = report }, cancellationToken),
        _ => XzWriter.WriteAsync(
            content, output, new XzWriterOptions { Preset = XzPreset.Fast, Budget = budget, Progress = report }, cancellationToken),
    };
}
