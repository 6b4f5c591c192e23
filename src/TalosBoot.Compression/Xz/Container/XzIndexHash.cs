using System.Buffers.Binary;
using System.IO.Hashing;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Stands for the lengths of any number of blocks, to compare those that were read with those of the index.</summary>
internal sealed class XzIndexHash
{
    readonly XxHash128 _hash = new();
    long _count;

    public void Add(long unpaddedSize, long uncompressedSize)
    {
        Span<byte> record = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(record, unpaddedSize);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], uncompressedSize);
        _hash.Append(record);
        _count++;
    }

    public bool HasSameRecords(XzIndexHash other) =>
        _count == other._count && _hash.GetCurrentHashAsUInt128() == other._hash.GetCurrentHashAsUInt128();
}
