using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Profiles;

namespace TalosBoot.Assets;

/// <summary>
/// Packs an asset as its profile says (profile.md 8.3). Holes and parts that are compressed already cost nothing; the bytes differ from those of
/// upstream's programs, and hold the same.
/// </summary>
internal static class AssetPackaging
{
    public static async ValueTask<BlobSource> PackAsync(
        BlobSource content, OutFormat format, string name, BuildContext context, ContentSpool spool, CancellationToken cancellationToken)
    {
        if (format is not (OutFormat.Zst or OutFormat.Gz or OutFormat.Xz))
        {
            return content;
        }

        using var report = context.Begin(BuildStage.Pack, name, content.Length);
        var packed = await spool.WriteAsync(
            ContentKind.Compressed, (output, token) => new ValueTask(PackAsync(content, format, output, context.Budget, report, token)), cancellationToken)
            .ConfigureAwait(false);
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

    /// <summary>Refuses what is not written yet, before any work.</summary>
    public static void RefuseWhatIsNotWrittenYet(Profile profile)
    {
        if (profile.Output.OutFormat == OutFormat.TarGz)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.OutputNotAvailable, $"output as {EnumText.Of(profile.Output.OutFormat)}", TalosVersion.Parse(profile.Version), minimum: null,
                "this version of TalosBoot does not write it yet. Choose raw, .zst, .xz or .gz.");
        }
    }
}
