using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using TalosBoot.Core.Content;

namespace TalosBoot.Core.Caching;

/// <summary>The file of an entry: a head with the key, the length and a checksum of the content, and the content.</summary>
/// <remarks>
/// The checksum finds what a failing disk or a crash did, at the speed of memory. It does not stop somebody who may write to the folder, which only
/// its owner may.
/// </remarks>
internal static class CacheEntry
{
    public const int HeadSize = 64;

    const int KeyOffset = 8;
    const int LengthOffset = 40;
    const int ChecksumOffset = 48;
    const int KeyLength = LengthOffset - KeyOffset;

    static ReadOnlySpan<byte> Magic => "TBCACHE\x01"u8;

    /// <summary>Writes an entry. The content is read once.</summary>
    public static void Write(FileStream file, Digest key, BlobSource content, CancellationToken cancellationToken)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        Magic.CopyTo(head);
        Convert.FromHexString(key.Hex).CopyTo(head[KeyOffset..]);
        BinaryPrimitives.WriteInt64LittleEndian(head[LengthOffset..], content.Length);
        file.Position = HeadSize;
        Checksum(content, file, cancellationToken).CopyTo(head[ChecksumOffset..]);
        file.Position = 0;
        file.Write(head);
    }

    /// <summary>The content, when the file is whole and of that key; otherwise null.</summary>
    public static BlobSource? Open(BlobSource file, Digest key, CancellationToken cancellationToken)
    {
        if (file.Length < HeadSize)
        {
            return null;
        }

        Span<byte> head = stackalloc byte[HeadSize];
        file.Read(0, head, cancellationToken);
        if (!head.StartsWith(Magic)
            || !head.Slice(KeyOffset, KeyLength).SequenceEqual(Convert.FromHexString(key.Hex))
            || BinaryPrimitives.ReadInt64LittleEndian(head[LengthOffset..]) != file.Length - HeadSize)
        {
            return null;
        }

        var content = file.Slice(HeadSize, file.Length - HeadSize);
        return head[ChecksumOffset..].SequenceEqual(Checksum(content, Stream.Null, cancellationToken)) ? content : null;
    }

    static byte[] Checksum(BlobSource content, Stream copy, CancellationToken cancellationToken)
    {
        var checksum = new XxHash128();
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

                checksum.Append(piece);
                copy.Write(piece);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return checksum.GetCurrentHash();
    }
}
