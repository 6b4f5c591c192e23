using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Core.Caching;

/// <summary>
/// The file of an entry: a head with the key and the length of the content and a code that authenticates all of it, and the content. The code is the
/// HMAC-SHA-256 of the head and of the SHA-256 of each mebibyte of the content, in order, so that all processors can verify a large entry.
/// </summary>
/// <remarks>
/// The code is made with a secret of this cache, so that neither what a failing disk or a crash did to an entry is believed, nor what somebody else put there.
/// </remarks>
internal static class CacheEntry
{
    public const int HeadSize = 80;

    const int KeyOffset = 8;
    const int LengthOffset = 40;
    const int CodeOffset = 48;
    const int KeyLength = LengthOffset - KeyOffset;
    const int PieceSize = 1024 * 1024;

    static ReadOnlySpan<byte> Magic => "TBCACHE\x03"u8;

    /// <summary>Writes an entry. The content is read once.</summary>
    public static void Write(FileStream file, Digest key, BlobSource content, ReadOnlySpan<byte> secret, CancellationToken cancellationToken)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        Magic.CopyTo(head);
        Convert.FromHexString(key.Hex).CopyTo(head[KeyOffset..]);
        BinaryPrimitives.WriteInt64LittleEndian(head[LengthOffset..], content.Length);
        file.Position = HeadSize;
        var digests = new byte[DigestsSize(content)];
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            foreach (var index in PiecesOf(content))
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Write(ReadPiece(content, index, buffer, digests));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Authenticate(head[..CodeOffset], digests, secret).CopyTo(head[CodeOffset..]);
        file.Position = 0;
        file.Write(head);
    }

    /// <summary>Whether a file is a whole entry of that key, which was made in this cache. The calling thread reads it.</summary>
    public static bool Verify(BlobSource file, Digest key, ReadOnlySpan<byte> secret, CancellationToken cancellationToken)
    {
        if (!TryReadHead(file, key, out var head, cancellationToken))
        {
            return false;
        }

        var content = ContentOf(file);
        var digests = new byte[DigestsSize(content)];
        foreach (var index in PiecesOf(content))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddDigest(content, index, digests);
        }

        return IsAuthentic(head, digests, secret);
    }

    /// <summary>Whether a file is a whole entry of that key, which was made in this cache. Threads of a budget read it.</summary>
    public static async ValueTask<bool> VerifyAsync(BlobSource file, Digest key, byte[] secret, WorkBudget budget, CancellationToken cancellationToken)
    {
        if (!TryReadHead(file, key, out var head, cancellationToken))
        {
            return false;
        }

        var content = ContentOf(file);
        var digests = new byte[DigestsSize(content)];
        await budget.ForEachAsync(PiecesOf(content), (index, _) => AddDigest(content, index, digests), cancellationToken).ConfigureAwait(false);
        return IsAuthentic(head, digests, secret);
    }

    /// <summary>The content of an entry.</summary>
    public static BlobSource ContentOf(BlobSource file) => file.Slice(HeadSize, file.Length - HeadSize);

    static bool TryReadHead(BlobSource file, Digest key, out byte[] head, CancellationToken cancellationToken)
    {
        head = new byte[HeadSize];
        if (file.Length < HeadSize)
        {
            return false;
        }

        file.Read(0, head, cancellationToken);
        return head.AsSpan().StartsWith(Magic)
            && head.AsSpan(KeyOffset, KeyLength).SequenceEqual(Convert.FromHexString(key.Hex))
            && BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(LengthOffset)) == file.Length - HeadSize;
    }

    static void AddDigest(BlobSource content, long index, byte[] digests)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            ReadPiece(content, index, buffer, digests);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static IEnumerable<long> PiecesOf(BlobSource content)
    {
        for (var index = 0L; index < PieceCount(content); index++)
        {
            yield return index;
        }
    }

    static long PieceCount(BlobSource content) => (content.Length + PieceSize - 1) / PieceSize;

    static long DigestsSize(BlobSource content) => PieceCount(content) * SHA256.HashSizeInBytes;

    /// <summary>Reads a piece, and puts its digest at its place among all.</summary>
    static ReadOnlySpan<byte> ReadPiece(BlobSource content, long index, byte[] buffer, byte[] digests)
    {
        var offset = index * PieceSize;
        var piece = buffer.AsSpan(0, (int)Math.Min(PieceSize, content.Length - offset));
        content.Read(offset, piece);
        SHA256.HashData(piece, digests.AsSpan((int)index * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        return piece;
    }

    static bool IsAuthentic(ReadOnlySpan<byte> head, byte[] digests, ReadOnlySpan<byte> secret) =>
        CryptographicOperations.FixedTimeEquals(head[CodeOffset..], Authenticate(head[..CodeOffset], digests, secret));

    static byte[] Authenticate(ReadOnlySpan<byte> head, byte[] digests, ReadOnlySpan<byte> secret)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(head);
        hash.AppendData(digests);
        return hash.GetHashAndReset();
    }
}
