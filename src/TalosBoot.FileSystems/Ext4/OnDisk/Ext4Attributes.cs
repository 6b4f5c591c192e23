using System.Numerics;
using TalosBoot.Archives.Trees;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>How extended attributes are stored: namespaces as numbers, and hashes of entries.</summary>
internal static class Ext4Attributes
{
    public const uint Magic = 0xEA02_0000;

    public const int InodeHeaderSize = 4;

    public const int BlockHeaderSize = 32;

    public const int EntrySize = 16;

    static readonly (string Prefix, byte Index)[] Namespaces = [("user.", 1), ("trusted.", 4), ("security.", 6)];

    public static (byte Index, byte[] Name)? TrySplit(string name)
    {
        var (prefix, index) = Array.Find(Namespaces, row => name.StartsWith(row.Prefix, StringComparison.Ordinal));
        return prefix is null || name.Length == prefix.Length ? null : (index, FileNames.Encode(name[prefix.Length..]));
    }

    /// <summary>The name with its namespace, or null for one that trees do not carry.</summary>
    public static string? FullName(byte index, string name) =>
        Array.Find(Namespaces, row => row.Index == index).Prefix is { } prefix ? prefix + name : null;

    public static uint HashOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var hash = 0u;
        foreach (var character in name)
        {
            hash = BitOperations.RotateLeft(hash, 5) ^ character;
        }

        Span<byte> word = stackalloc byte[4];
        for (; !value.IsEmpty; value = value[Math.Min(4, value.Length)..])
        {
            word.Clear();
            value[..Math.Min(4, value.Length)].CopyTo(word);
            hash = BitOperations.RotateLeft(hash, 16) ^ ReadUInt32LittleEndian(word);
        }

        return hash;
    }
}
