using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>
/// Walks over an index. A node that several references lead to, or nodes that lie within one another, would make it larger than its file
/// without bound: there are none.
/// </summary>
internal sealed class TrieReader(ReadOnlyMemory<byte> index)
{
    const string Format = "kernel module index";

    /// <summary>As of a line of modules.alias.</summary>
    const int MaximumKeyLength = 4096;

    /// <summary>How much longer all keys together may be than the index, which shares their beginnings: those of Debian are twice as long.</summary>
    const int MaximumKeyRatio = 8;

    const int AlwaysAllowedKeys = 64 * 1024;

    readonly List<KernelModuleIndexEntry> _entries = [];
    readonly HashSet<int> _visited = [];
    readonly Stack<(uint Reference, int Depth, byte Character)> _pending = new();
    readonly byte[] _key = new byte[MaximumKeyLength];
    long _keysLength;
    long _nodesLength;

    ReadOnlySpan<byte> Bytes => index.Span;

    public IReadOnlyList<KernelModuleIndexEntry> Read()
    {
        if (Bytes.Length < TrieFormat.HeaderSize || U32(0) != TrieFormat.Magic)
        {
            throw Damaged(0, "it does not begin as one.");
        }

        if (U32(4) != TrieFormat.Version)
        {
            throw Damaged(4, $"it has version {U32(4) >> 16}.{U32(4) & 0xFFFF}; {TrieFormat.Version >> 16}.{TrieFormat.Version & 0xFFFF} is read.");
        }

        _pending.Push((U32(TrieFormat.RootReference), 0, 0));
        while (_pending.TryPop(out var node))
        {
            ReadNode(node.Reference, node.Depth, node.Character);
        }

        return _entries;
    }

    void ReadNode(uint reference, int depth, byte character)
    {
        var position = (int)(reference & TrieFormat.MaximumSize);
        if (position < TrieFormat.HeaderSize || !_visited.Add(position))
        {
            throw Damaged(position, "a node lies in the header, or is reached in two ways.");
        }

        if (character != 0)
        {
            _key[depth++] = character;
        }

        if ((reference & TrieFormat.HasPrefix) != 0)
        {
            var prefix = Text(ref position);
            CheckLength(position, depth + prefix.Length);
            prefix.CopyTo(_key.AsSpan(depth));
            depth += prefix.Length;
        }

        if ((reference & TrieFormat.HasChildren) != 0)
        {
            ReadChildren(ref position, depth);
        }

        if ((reference & TrieFormat.HasValues) != 0)
        {
            ReadValues(position, depth);
        }
    }

    void ReadChildren(ref int position, int depth)
    {
        var (first, last) = (Take(ref position, 1)[0], Take(ref position, 1)[0]);
        if (first is 0 || last < first || last > 127)
        {
            throw Damaged(position - 2, $"a node has children from {first} to {last}; keys are of the characters 1 to 127.");
        }

        CheckLength(position, depth + 1);
        var references = Take(ref position, (last - first + 1) * sizeof(uint));
        for (var character = (int)last; character >= first; character--)
        {
            var child = BinaryPrimitives.ReadUInt32BigEndian(references[((character - first) * sizeof(uint))..]);
            if (child != 0)
            {
                _pending.Push((child, depth, (byte)character));
            }
        }
    }

    void ReadValues(int position, int depth)
    {
        var key = Encoding.Latin1.GetString(_key, 0, depth);
        for (var left = BinaryPrimitives.ReadUInt32BigEndian(Take(ref position, sizeof(uint))); left > 0; left--)
        {
            var priority = BinaryPrimitives.ReadUInt32BigEndian(Take(ref position, sizeof(uint)));
            _entries.Add(new KernelModuleIndexEntry(key, Encoding.Latin1.GetString(Text(ref position)), priority));
        }

        _keysLength += depth;
        if (_keysLength > AlwaysAllowedKeys + ((long)Bytes.Length * MaximumKeyRatio))
        {
            throw OverLimit(position, $"its keys have {_keysLength} bytes together, more than {MaximumKeyRatio} times those of the index.");
        }
    }

    uint U32(int position) => BinaryPrimitives.ReadUInt32BigEndian(Bytes[position..]);

    ReadOnlySpan<byte> Take(ref int position, int length)
    {
        if (position > Bytes.Length || length > Bytes.Length - position)
        {
            throw Damaged(position, $"a node of it reaches beyond its {Bytes.Length} bytes.");
        }

        var taken = Bytes.Slice(position, length);
        Count(position, length);
        position += length;
        return taken;
    }

    /// <summary>The bytes up to the next NUL.</summary>
    ReadOnlySpan<byte> Text(ref int position)
    {
        var length = position > Bytes.Length ? -1 : Bytes[position..].IndexOf((byte)0);
        if (length < 0)
        {
            throw Damaged(position, "a text of it has no end.");
        }

        var text = Bytes.Slice(position, length);
        Count(position, length + 1);
        position += length + 1;
        return text;
    }

    void Count(int position, int length)
    {
        _nodesLength += length;
        if (_nodesLength > Bytes.Length - TrieFormat.HeaderSize)
        {
            throw Damaged(position, "its nodes lie within one another.");
        }
    }

    static void CheckLength(int position, int length)
    {
        if (length > MaximumKeyLength)
        {
            throw OverLimit(position, $"a key has {length} bytes; the limit is {MaximumKeyLength}.");
        }
    }

    static ImageFormatException Damaged(int position, string message) => new(
        DiagnosticIds.ModuleIndexDamaged, Format, position, $"{message} Run depmod again.");

    static ImageFormatException OverLimit(int position, string message) => new(
        DiagnosticIds.LimitExceeded, Format, position, $"{message} The index is damaged or hostile.");
}
