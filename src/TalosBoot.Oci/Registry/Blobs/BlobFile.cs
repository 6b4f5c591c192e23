using TalosBoot.Core.Content.Files;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>Brings blobs into files that are not kept by a cache.</summary>
internal static class BlobFile
{
    /// <summary>Fetches a blob. The file appears when it is complete; a failure leaves nothing behind.</summary>
    /// <param name="descriptor">Digest and size.</param>
    /// <param name="open">Opens the blob. The stream checks size and digest.</param>
    /// <param name="path">The file, in a folder that exists.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    public static async Task FetchAsync(OciDescriptor descriptor, BlobOpener open, string path, CancellationToken cancellationToken)
    {
        var input = await open(0, cancellationToken).ConfigureAwait(false);
        await using var ownedInput = input.ConfigureAwait(false);
        var file = PendingFile.Create(Path.GetFullPath(path));
        await using var ownedFile = file.ConfigureAwait(false);
        var position = 0L;
        await BlobPieces.ReadAsync(input, descriptor.Size, piece =>
        {
            Write(file, piece.Span, position, path);
            position += piece.Length;
        }, cancellationToken).ConfigureAwait(false);
        Commit(file, path);
    }

    static void Write(PendingFile file, ReadOnlySpan<byte> piece, long position, string path)
    {
        try
        {
            file.Write(piece, position);
        }
        catch (IOException exception)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }

    static void Commit(PendingFile file, string path)
    {
        try
        {
            file.Commit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }
}
