using System.Buffers;
using System.Security.Cryptography;
using TalosBoot.Core.Work;

namespace TalosBoot.Core.Content;

/// <summary>Feeds content to hashes. Each byte is read once, and holes are hashed without being read.</summary>
internal static class ContentHashing
{
    static readonly byte[] Zeros = new byte[ContentChunks.ChunkSize];

    /// <summary>Appends the whole content to each hash, on the calling thread.</summary>
    public static void Append(BlobSource content, IReadOnlyList<IncrementalHash> hashes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ContentChunks.ChunkSize);
        try
        {
            foreach (var piece in ContentChunks.OfAll(content))
            {
                var bytes = Read(content, piece, buffer, cancellationToken);
                foreach (var hash in hashes)
                {
                    hash.AppendData(bytes, 0, piece.Length);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Appends the whole content to each hash on threads of a budget: several hashes work on a piece at the same time.</summary>
    /// <param name="content">The content.</param>
    /// <param name="hashes">The hashes.</param>
    /// <param name="budget">Whose threads work.</param>
    /// <param name="progress">Is told how many more bytes are done; null for nobody.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    public static async Task AppendAsync(
        BlobSource content, IReadOnlyList<IncrementalHash> hashes, WorkBudget budget, StageProgress? progress, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ContentChunks.ChunkSize);
        try
        {
            foreach (var piece in ContentChunks.OfAll(content))
            {
                var bytes = Read(content, piece, buffer, cancellationToken);
                await budget.ForEachAsync(hashes, (hash, _) => hash.AppendData(bytes, 0, piece.Length), cancellationToken).ConfigureAwait(false);
                progress?.Add(piece.Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static byte[] Read(BlobSource content, (long Offset, int Length, bool IsHole) piece, byte[] buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (piece.IsHole)
        {
            return Zeros;
        }

        content.Read(piece.Offset, buffer.AsSpan(0, piece.Length), cancellationToken);
        return buffer;
    }
}
