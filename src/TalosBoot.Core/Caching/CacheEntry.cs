using System.Buffers.Binary;
using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Caching;

/// <summary>The file of an entry: a head with the key, the length and the SHA-256 of the content, and the content.</summary>
internal static class CacheEntry
{
    public const int HeadSize = 80;

    const int KeyOffset = 8;
    const int LengthOffset = 40;
    const int DigestOffset = 48;

    static ReadOnlySpan<byte> Magic => "TBLAYER\x01"u8;

    public static byte[] Head(Digest key, BlobSource content, CancellationToken cancellationToken)
    {
        var head = new byte[HeadSize];
        Magic.CopyTo(head);
        Convert.FromHexString(key.Hex).CopyTo(head, KeyOffset);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(LengthOffset), content.Length);
        Convert.FromHexString(Digest.Sha256(content, cancellationToken).Hex).CopyTo(head, DigestOffset);
        return head;
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
            || !head[KeyOffset..LengthOffset].SequenceEqual(Convert.FromHexString(key.Hex))
            || BinaryPrimitives.ReadInt64LittleEndian(head[LengthOffset..]) != file.Length - HeadSize)
        {
            return null;
        }

        var content = file.Slice(HeadSize, file.Length - HeadSize);
        return Digest.Sha256(content, cancellationToken) == Digest.FromSha256(head[DigestOffset..]) ? content : null;
    }
}
