using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>
/// What stands behind the content in the file of a stored asset: how long it is, what it is known by, and a checksum of each block, so that any part
/// can be checked when it is read (docs/formats/factory.md).
/// </summary>
/// <param name="Identity">What the asset is known by.</param>
/// <param name="Length">The length of the content in bytes.</param>
/// <param name="Sha256">The digest of the content.</param>
/// <param name="BlockChecksums">The XXH128 of each block of <see cref="BlockSize"/> bytes, the last of which may be shorter.</param>
internal sealed record AssetTrailer(Digest Identity, long Length, Digest Sha256, byte[] BlockChecksums)
{
    public const int BlockSize = 1 << 20;
    public const int ChecksumSize = 16;
    const int FixedSize = 8 + 8 + 32 + 32;
    const int EndSize = ChecksumSize + 8;
    static readonly byte[] Magic = "TBASSET\u0001"u8.ToArray();

    public static int BlockCount(long length) => checked((int)((length + BlockSize - 1) / BlockSize));

    public long FileLength => FileLengthOf(Length);

    /// <summary>The length of the file of an asset.</summary>
    /// <param name="length">The length of the content.</param>
    public static long FileLengthOf(long length) => length + FixedSize + (ChecksumSize * (long)BlockCount(length)) + EndSize;

    public bool IsRight(int block, ReadOnlySpan<byte> content)
    {
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        XxHash128.Hash(content, checksum);
        return checksum.SequenceEqual(BlockChecksums.AsSpan(block * ChecksumSize, ChecksumSize));
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[FixedSize + BlockChecksums.Length + EndSize];
        var span = bytes.AsSpan();
        Magic.CopyTo(span);
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], Length);
        Convert.FromHexString(Identity.Hex).CopyTo(span[16..]);
        Convert.FromHexString(Sha256.Hex).CopyTo(span[48..]);
        BlockChecksums.CopyTo(span[FixedSize..]);
        var checksum = FixedSize + BlockChecksums.Length;
        XxHash128.Hash(span[..checksum], span[checksum..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[^8..], bytes.Length);
        "TBAE"u8.CopyTo(span[^4..]);
        return bytes;
    }

    /// <summary>Reads the trailer of a file, or gives null when there is none that can be trusted.</summary>
    public static AssetTrailer? Read(SafeFileHandle file, Digest identity)
    {
        var fileLength = RandomAccess.GetLength(file);
        Span<byte> end = stackalloc byte[8];
        if (fileLength < FixedSize + EndSize || RandomAccess.Read(file, end, fileLength - 8) != 8 || !end[4..].SequenceEqual("TBAE"u8))
        {
            return null;
        }

        // No longer than the checksums of a file of that length.
        var size = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (size < FixedSize + EndSize || size > fileLength || size > FixedSize + EndSize + ((fileLength / BlockSize) + 1) * ChecksumSize)
        {
            return null;
        }

        var bytes = new byte[size];
        return RandomAccess.Read(file, bytes, fileLength - size) == size ? Parse(bytes, fileLength, identity) : null;
    }

    static AssetTrailer? Parse(ReadOnlySpan<byte> bytes, long fileLength, Digest identity)
    {
        var checksumAt = bytes.Length - EndSize;
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        XxHash128.Hash(bytes[..checksumAt], checksum);
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        if (!bytes.StartsWith(Magic) || !checksum.SequenceEqual(bytes.Slice(checksumAt, ChecksumSize)) || length != fileLength - bytes.Length)
        {
            return null;
        }

        var trailer = new AssetTrailer(
            Digest.FromSha256(bytes[16..48]), length, Digest.FromSha256(bytes[48..FixedSize]), bytes[FixedSize..checksumAt].ToArray());
        return trailer.Identity == identity && trailer.BlockChecksums.Length == BlockCount(length) * ChecksumSize ? trailer : null;
    }
}
