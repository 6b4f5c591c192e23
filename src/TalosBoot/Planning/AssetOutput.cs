using TalosBoot.Archives.Tar;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>
/// What comes out of a plan. An asset that is packed (docs/formats/profile.md), or whose format compresses, is made when somebody wants its bytes: straight into
/// a file or a stream, or once into the asset's spool for those who read at random. Holes and parts that are compressed already cost nothing. The bytes
/// differ from those of upstream's programs, and hold the same.
/// </summary>
/// <param name="planned">The plan.</param>
/// <param name="request">Says how it is packed.</param>
/// <param name="spool">Keeps what is made for random reads.</param>
internal sealed class AssetOutput(PlannedAsset planned, ResolvedRequest request, ContentSpool spool) : IDisposable
{
    // What pigz writes: that of Unix.
    const byte UnixSystem = 3;
    const string TarMember = "disk.raw";

    readonly SemaphoreSlim _one = new(1, 1);
    volatile BlobSource? _content = planned.Conversion is null && !IsPacked(request) ? planned.Content : null;

    /// <summary>The bytes; null while they are not made.</summary>
    public BlobSource? Content => _content;

    /// <summary>Makes the bytes, if that was not done yet, and keeps them in the spool.</summary>
    public async Task<BlobSource> MakeAsync(BuildContext context, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_content is { } made)
            {
                return made;
            }

            var content = await ConvertAsync(context, cancellationToken).ConfigureAwait(false);
            if (IsPacked(request))
            {
                using var report = Begin(content, context);
                content = await spool.WriteAsync(
                    ContentKind.Compressed, (output, token) => new ValueTask(PackAsync(content, output, context, report, token)), cancellationToken)
                    .ConfigureAwait(false);
                report.Complete();
            }

            return _content = content;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Writes the bytes to a file. They are not kept.</summary>
    /// <returns>The length in bytes.</returns>
    public async Task<long> WriteToFileAsync(string path, BuildContext context, CancellationToken cancellationToken)
    {
        var content = await ConvertIfNeededAsync(context, cancellationToken).ConfigureAwait(false);
        if (_content is not null || !IsPacked(request))
        {
            await content.WriteToFileAsync(path, context.Progress, cancellationToken).ConfigureAwait(false);
            return content.Length;
        }

        using var report = Begin(content, context);
        var length = await ContentSinks.WriteToFileAsync(
            path, (output, token) => PackAsync(content, output, context, report, token), cancellationToken).ConfigureAwait(false);
        report.Complete();
        return length;
    }

    /// <summary>Writes the bytes to a stream. They are not kept.</summary>
    public async Task WriteToStreamAsync(Stream destination, BuildContext context, CancellationToken cancellationToken)
    {
        var content = await ConvertIfNeededAsync(context, cancellationToken).ConfigureAwait(false);
        if (_content is not null || !IsPacked(request))
        {
            await content.WriteToStreamAsync(destination, context.Progress, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var report = Begin(content, context);
        var output = new BufferedDestination(destination.WriteAsync);
        await using (output.ConfigureAwait(false))
        {
            await PackAsync(content, output, context, report, cancellationToken).ConfigureAwait(false);
            await output.DrainAsync(cancellationToken).ConfigureAwait(false);
        }

        report.Complete();
    }

    static bool IsPacked(ResolvedRequest request) => request.OutFormat is OutFormat.Zst or OutFormat.Gz or OutFormat.Xz or OutFormat.TarGz;

    /// <summary>What is packed, or comes out as it is: the bytes that are made already, or what they are made of.</summary>
    async ValueTask<BlobSource> ConvertIfNeededAsync(BuildContext context, CancellationToken cancellationToken) =>
        _content ?? await ConvertAsync(context, cancellationToken).ConfigureAwait(false);

    async ValueTask<BlobSource> ConvertAsync(BuildContext context, CancellationToken cancellationToken) => planned.Conversion is { } convert
        ? await convert(planned.Content, spool, context, cancellationToken).ConfigureAwait(false)
        : planned.Content;

    StageProgress Begin(BlobSource content, BuildContext context) =>
        context.Begin(BuildStage.Pack, ProfileFileNames.Packed(request.Profile), content.Length);

    Task PackAsync(BlobSource content, Stream output, BuildContext context, StageProgress report, CancellationToken cancellationToken)
    {
        var gzip = new GzipWriterOptions { OperatingSystem = UnixSystem, Budget = context.Budget, Progress = report };
        return request.OutFormat switch
        {
            OutFormat.Zst => ZstdWriter.WriteAsync(
                content, output, new ZstdWriterOptions { ContentSize = true, SeparateHoles = true, Budget = context.Budget, Progress = report }, cancellationToken),
            OutFormat.Gz => GzipWriter.WriteAsync(
                content, output, gzip with { FileName = ProfileFileNames.Unpacked(request.Profile) }, cancellationToken),
            OutFormat.TarGz => GzipWriter.WriteAsync(
                new GnuTarWriter(context.Clock.UnixSeconds, string.Empty).AddSparse(TarMember, content).Build(), output, gzip, cancellationToken),
            _ => XzWriter.WriteAsync(
                content, output, new XzWriterOptions { Preset = XzPreset.Fast, Budget = context.Budget, Progress = report }, cancellationToken),
        };
    }
}
