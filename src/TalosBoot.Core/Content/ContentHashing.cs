using System.Buffers;
using System.Security.Cryptography;

namespace TalosBoot.Core.Content;

/// <summary>Feeds content to hashes. Each byte is read once, and holes are hashed without being read.</summary>
internal static class ContentHashing
{
    static readonly byte[] Zeros = new byte[ContentChunks.ChunkSize];

    /// <summary>Appends the whole content to each hash; several hashes work on a piece at the same time.</summary>
    public static void Append(BlobSource content, IReadOnlyList<IncrementalHash> hashes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ContentChunks.ChunkSize);
        try
        {
            foreach (var (offset, length, isHole) in ContentChunks.OfAll(content))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!isHole)
                {
                    content.Read(offset, buffer.AsSpan(0, length), cancellationToken);
                }

                AppendPiece(isHole ? Zeros : buffer, length, hashes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static void AppendPiece(byte[] bytes, int length, IReadOnlyList<IncrementalHash> hashes)
    {
        if (hashes.Count == 1)
        {
            hashes[0].AppendData(bytes, 0, length);
        }
        else
        {
            Parallel.For(0, hashes.Count, index => hashes[index].AppendData(bytes, 0, length));
        }
    }
}
