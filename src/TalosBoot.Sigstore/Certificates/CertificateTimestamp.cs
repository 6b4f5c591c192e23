using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Sigstore.Certificates;

/// <summary>A certificate log's promise to hold a certificate (RFC 6962, 3.2).</summary>
internal sealed record CertificateTimestamp(byte[] LogId, DateTimeOffset Time, byte[] Extensions, byte[] Signature)
{
    const int FixedLength = 1 + 32 + 8;
    const ushort EcdsaWithSha256 = 0x0403;

    /// <summary>The end of the year 9999 in milliseconds.</summary>
    const ulong LatestTime = 253_402_300_799_999;

    /// <summary>Reads a list of timestamps; false when it is damaged, or one of them is of an unknown kind.</summary>
    public static bool TryReadList(ReadOnlySpan<byte> list, [NotNullWhen(true)] out List<CertificateTimestamp>? timestamps)
    {
        timestamps = [];
        if (!TryTake(ref list, out var items) || !list.IsEmpty)
        {
            return false;
        }

        while (!items.IsEmpty)
        {
            if (!TryTake(ref items, out var item) || !TryRead(item, out var timestamp))
            {
                return false;
            }

            timestamps.Add(timestamp);
        }

        return true;
    }

    /// <summary>What the log has signed of a certificate.</summary>
    public byte[] SignedBytes(ReadOnlySpan<byte> issuerKeyHash, ReadOnlySpan<byte> precertificate)
    {
        var time = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, Time.ToUnixTimeMilliseconds());
        byte[] length = [(byte)(precertificate.Length >> 16), (byte)(precertificate.Length >> 8), (byte)precertificate.Length];
        return
        [
            0, 0, .. time, 0, 1, .. issuerKeyHash, .. length, .. precertificate,
            (byte)(Extensions.Length >> 8), (byte)Extensions.Length, .. Extensions,
        ];
    }

    static bool TryRead(ReadOnlySpan<byte> item, [NotNullWhen(true)] out CertificateTimestamp? timestamp)
    {
        timestamp = null;
        if (item.Length < FixedLength || item[0] != 0 || BinaryPrimitives.ReadUInt64BigEndian(item[33..]) is var time && time > LatestTime)
        {
            return false;
        }

        var rest = item[FixedLength..];
        if (!TryTake(ref rest, out var extensions) || rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) != EcdsaWithSha256)
        {
            return false;
        }

        rest = rest[2..];
        if (!TryTake(ref rest, out var signature) || !rest.IsEmpty)
        {
            return false;
        }

        timestamp = new CertificateTimestamp(
            item[1..33].ToArray(), DateTimeOffset.FromUnixTimeMilliseconds((long)time), extensions.ToArray(), signature.ToArray());
        return true;
    }

    static bool TryTake(ref ReadOnlySpan<byte> source, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (source.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(source) is var length && source.Length - 2 < length)
        {
            return false;
        }

        taken = source.Slice(2, length);
        source = source[(2 + length)..];
        return true;
    }
}
