using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using TalosBoot.Core.Content;

namespace TalosBoot.Core.Caching;

/// <summary>The file of an entry: a head with the key and the length of the content and a code that authenticates all of it (HMAC-SHA-256), and the content.</summary>
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

    static ReadOnlySpan<byte> Magic => "TBCACHE\x02"u8;

    /// <summary>Writes an entry. The content is read once.</summary>
    public static void Write(FileStream file, Digest key, BlobSource content, ReadOnlySpan<byte> secret, CancellationToken cancellationToken)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        Magic.CopyTo(head);
        Convert.FromHexString(key.Hex).CopyTo(head[KeyOffset..]);
        BinaryPrimitives.WriteInt64LittleEndian(head[LengthOffset..], content.Length);
        file.Position = HeadSize;
        Authenticate(head[..CodeOffset], content, secret, file, cancellationToken).CopyTo(head[CodeOffset..]);
        file.Position = 0;
        file.Write(head);
    }

    /// <summary>Whether a file is a whole entry of that key, which was made in this cache.</summary>
    public static bool Verify(BlobSource file, Digest key, ReadOnlySpan<byte> secret, CancellationToken cancellationToken)
    {
        if (!TryReadHead(file, key, out var head, cancellationToken))
        {
            return false;
        }

        var code = Authenticate(head.AsSpan(0, CodeOffset), ContentOf(file), secret, Stream.Null, cancellationToken);
        return CryptographicOperations.FixedTimeEquals(head.AsSpan(CodeOffset), code);
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

    static byte[] Authenticate(
        ReadOnlySpan<byte> head, BlobSource content, ReadOnlySpan<byte> secret, Stream copy, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(head);
        var buffer = ArrayPool<byte>.Shared.Rent(ContentChunks.ChunkSize);
        try
        {
            foreach (var (offset, length, isHole) in ContentChunks.OfAll(content))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsSpan(0, length);
                if (isHole)
                {
                    piece.Clear();
                }
                else
                {
                    content.Read(offset, piece, cancellationToken);
                }

                hash.AppendData(piece);
                copy.Write(piece);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash.GetHashAndReset();
    }
}
