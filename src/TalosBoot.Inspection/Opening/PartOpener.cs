using System.Globalization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Inspection.Formats;

namespace TalosBoot.Inspection.Opening;

/// <summary>Finds out what a part is, and takes it apart.</summary>
internal static class PartOpener
{
    /// <summary>In order: the ISO image before its partition table, the initramfs before a compressed file, names last.</summary>
    static readonly IAssetFormat[] Formats =
    [
        new InitramfsFile(), new CompressedFile(), new TarFile(), new IsoFile(), new VirtualDisk(), new GptDiskFile(), new MetaValues(), new FileSystem(),
        new SquashFsFile(), new ExecutableFile(), new GrubMenuFile(), new TextFile(), new CertificateFile(), new RequestText(),
    ];

    /// <summary>Opens a part.</summary>
    /// <returns>What is in it; null where it is a file like others.</returns>
    /// <exception cref="TalosBootException">It has a format, and is damaged.</exception>
    public static async ValueTask<OpenedPart?> OpenAsync(Part part, InspectionWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (part.Nesting > work.Options.MaximumNesting)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, part.Name, 0,
                string.Create(CultureInfo.InvariantCulture, $"more than {work.Options.MaximumNesting} parts lie in each other. Raise the limit if the asset is trusted."));
        }

        return part switch
        {
            ImagePart image => await ContainerImages.OpenAsync(image, work, cancellationToken).ConfigureAwait(false),
            FolderPart folder => ContainerImages.Open(folder),
            SegmentPart segment => new OpenedPart { Format = "archive", Parts = OpenedPart.PartsOf(segment, segment.Segment.Tree) },
            ContentPart content => await OpenAsync(content, work, cancellationToken).ConfigureAwait(false),
            _ => null,
        };
    }

    static async ValueTask<OpenedPart?> OpenAsync(ContentPart content, InspectionWork work, CancellationToken cancellationToken)
    {
        foreach (var format in Formats)
        {
            if (format.Recognizes(content) && await format.OpenAsync(content, work, cancellationToken).ConfigureAwait(false) is { } opened)
            {
                return opened;
            }
        }

        return null;
    }
}
