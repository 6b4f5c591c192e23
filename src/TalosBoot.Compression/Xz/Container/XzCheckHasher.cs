using System.Buffers.Binary;
using System.Security.Cryptography;
using TalosBoot.Compression.Checksums;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Calculates a block's check while its bytes pass. Checks that nobody defined are not calculated.</summary>
internal sealed class XzCheckHasher(int check) : IDisposable
{
    const int Sha256Check = 10;

    readonly System.IO.Hashing.Crc32? _crc32 = check == (int)XzCheck.Crc32 ? new() : null;
    readonly IncrementalHash? _sha256 = check == Sha256Check ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    ulong _crc64;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _crc32?.Append(bytes);
        _sha256?.AppendData(bytes);
        if (check == (int)XzCheck.Crc64)
        {
            _crc64 = Crc64Xz.Append(_crc64, bytes);
        }
    }

    /// <summary>Whether the check is that of the bytes. Starts anew.</summary>
    public bool Matches(ReadOnlySpan<byte> expected)
    {
        switch (check)
        {
            case (int)XzCheck.Crc32:
                return BinaryPrimitives.ReadUInt32LittleEndian(expected) == TakeCrc32();
            case (int)XzCheck.Crc64:
                var matches = BinaryPrimitives.ReadUInt64LittleEndian(expected) == _crc64;
                _crc64 = 0;
                return matches;
            case Sha256Check:
                return expected.SequenceEqual(_sha256!.GetHashAndReset());
            default:
                return true;
        }
    }

    public void Dispose() => _sha256?.Dispose();

    uint TakeCrc32()
    {
        var value = _crc32!.GetCurrentHashAsUInt32();
        _crc32.Reset();
        return value;
    }
}
