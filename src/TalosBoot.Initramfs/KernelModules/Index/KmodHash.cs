using System.Buffers.Binary;

namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>The hash that decides the order of modules and symbols in kmod's files (docs/formats/initramfs.md).</summary>
internal static class KmodHash
{
    public const int ModuleBuckets = 512;

    public const int SymbolBuckets = 2048;

    /// <summary>The hash of a key of ASCII bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> key)
    {
        var hash = (uint)key.Length;
        while (key.Length >= 4)
        {
            hash += BinaryPrimitives.ReadUInt16LittleEndian(key);
            hash = (hash << 16) ^ ((uint)BinaryPrimitives.ReadUInt16LittleEndian(key[2..]) << 11) ^ hash;
            hash += hash >> 11;
            key = key[4..];
        }

        switch (key.Length)
        {
            case 3:
                hash += BinaryPrimitives.ReadUInt16LittleEndian(key);
                hash ^= hash << 16;
                hash ^= (uint)key[2] << 18;
                hash += hash >> 11;
                break;
            case 2:
                hash += BinaryPrimitives.ReadUInt16LittleEndian(key);
                hash ^= hash << 11;
                hash += hash >> 17;
                break;
            case 1:
                hash += key[0];
                hash ^= hash << 10;
                hash += hash >> 1;
                break;
        }

        hash ^= hash << 3;
        hash += hash >> 5;
        hash ^= hash << 4;
        hash += hash >> 17;
        hash ^= hash << 25;
        hash += hash >> 6;
        return hash;
    }

    /// <summary>The order in which kmod walks a table: by bucket, and by bytes inside one.</summary>
    /// <param name="left">A key with its hash.</param>
    /// <param name="right">Another.</param>
    /// <param name="buckets">The size of the table: a power of two.</param>
    public static int CompareInTable((uint Hash, byte[] Key) left, (uint Hash, byte[] Key) right, int buckets)
    {
        var mask = (uint)buckets - 1;
        var byBucket = (left.Hash & mask).CompareTo(right.Hash & mask);
        return byBucket != 0 ? byBucket : left.Key.AsSpan().SequenceCompareTo(right.Key);
    }
}
