using System.Numerics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>The hash by which directories and extended attributes are sorted.</summary>
internal static class XfsHash
{
    public static uint OfName(ReadOnlySpan<byte> name)
    {
        var hash = 0u;
        for (; name.Length >= 4; name = name[4..])
        {
            hash = ((uint)name[0] << 21) ^ ((uint)name[1] << 14) ^ ((uint)name[2] << 7) ^ name[3] ^ BitOperations.RotateLeft(hash, 28);
        }

        return name.Length switch
        {
            3 => ((uint)name[0] << 14) ^ ((uint)name[1] << 7) ^ name[2] ^ BitOperations.RotateLeft(hash, 21),
            2 => ((uint)name[0] << 7) ^ name[1] ^ BitOperations.RotateLeft(hash, 14),
            1 => name[0] ^ BitOperations.RotateLeft(hash, 7),
            _ => hash,
        };
    }

    /// <summary>
    /// The hash of a parent pointer: the number of the directory is mixed in, so that equal names in many directories do not collide.
    /// </summary>
    public static uint OfParent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var parent = ReadUInt64BigEndian(value);
        return OfName(name) ^ (uint)(parent >> 32) ^ (uint)parent;
    }
}
