using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Overlays.Programs;

/// <summary>The file that stands for the disk while a program of an overlay installs: all zeros before, and only the room for boot loaders counts after.</summary>
/// <param name="path">Where it is.</param>
/// <param name="context">Takes what the program wrote.</param>
internal sealed class ProgramDisk(string path, OverlayInstallContext context)
{
    const int PieceLength = 1024 * 1024;

    public string Path => path;

    /// <summary>Makes the file, which takes no room on file systems with holes.</summary>
    public void Create()
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            file.SetLength(context.DiskSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }

    /// <summary>Hands over what was written to the room for boot loaders, and refuses what was written elsewhere.</summary>
    public void TakeOver(CancellationToken cancellationToken)
    {
        using var file = LeftFiles.TryOpen(path) ?? throw context.Failure(
            DiagnosticIds.OverlayWriteRefused,
            "its program removed the file that it was given as the disk, or put something else in its place. It must write into that file. "
            + "Report it to the maker of the overlay.");
        if (file.Length != context.DiskSize)
        {
            throw context.Failure(
                DiagnosticIds.OverlayWriteRefused, $"its program made a disk of {context.DiskSize} bytes one of {file.Length} bytes. It must not change the size.");
        }

        long? first = null;
        var last = 0L;
        var buffer = new byte[PieceLength];
        for (var offset = 0L; offset < file.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Length - offset));
            file.ReadExactly(piece);
            if (piece.IndexOfAnyExcept((byte)0) is var start and >= 0)
            {
                first ??= offset + start;
                last = offset + piece.LastIndexOfAnyExcept((byte)0) + 1;
            }

            offset += piece.Length;
        }

        if (first is { } from)
        {
            CheckPlace(from, last);
            context.WriteToDisk(from, Keep(file, from, last - from, cancellationToken));
        }
    }

    void CheckPlace(long first, long end)
    {
        if (first < OverlayInstallContext.RoomStart || end > context.RoomEnd)
        {
            throw context.Failure(
                DiagnosticIds.OverlayWriteRefused,
                $"its program wrote to bytes {first} to {end} of the disk, and the room for boot loaders is from byte {OverlayInstallContext.RoomStart} to byte "
                + $"{context.RoomEnd}. The rest of the disk holds the partition table and partitions.");
        }
    }

    BlobSource Keep(FileStream file, long offset, long length, CancellationToken cancellationToken) => context.Spool.Write(ContentKind.Data, output =>
    {
        var buffer = new byte[PieceLength];
        file.Position = offset;
        for (var left = length; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, left));
            file.ReadExactly(piece);
            output.Write(piece);
            left -= piece.Length;
        }
    });
}
