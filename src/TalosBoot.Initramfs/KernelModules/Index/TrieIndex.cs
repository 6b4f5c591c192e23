using System.Buffers;
using System.Buffers.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>Builds a binary index: a trie of keys in which a key has values with priorities (docs/formats/initramfs.md).</summary>
internal sealed class TrieIndex
{
    readonly ArrayBufferWriter<byte> _keys = new();
    readonly List<TrieEntry> _entries = [];

    /// <summary>Adds a value to a key.</summary>
    /// <param name="key">ASCII bytes without NUL.</param>
    /// <param name="value">ASCII bytes without NUL. They are not copied.</param>
    /// <param name="priority">Values of a key are sorted by it; among equals the newest comes first.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value, int priority)
    {
        _entries.Add(new TrieEntry(_keys.WrittenCount, key.Length, value, priority, _entries.Count));
        _keys.Write(key);
    }

    /// <summary>The index as it lies in its file.</summary>
    /// <param name="format">The kmod whose order of nodes is used.</param>
    /// <exception cref="ExtensionException">It is larger than its references reach (TB3024).</exception>
    public byte[] Build(KernelModuleIndexFormat format)
    {
        _entries.Sort(Compare);
        var nodes = MakeNodes();
        var order = format == KernelModuleIndexFormat.Kmod30 ? ParentsLast(nodes) : Enumerable.Range(0, nodes.Count);
        var offsets = Place(nodes, order, out var length);
        var result = new byte[length];
        BinaryPrimitives.WriteUInt32BigEndian(result, TrieFormat.Magic);
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(4), TrieFormat.Version);
        for (var index = 0; index < nodes.Count; index++)
        {
            var node = nodes[index];
            WriteNode(node, result.AsSpan(offsets[index]));
            var reference = node.Parent < 0 ? TrieFormat.RootReference : offsets[node.Parent] + nodes[node.Parent].ReferencePosition(node.Character);
            BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(reference), Flags(node) | (uint)offsets[index]);
        }

        return result;
    }

    static uint Flags(TrieNode node) =>
        (node.PrefixLength > 0 ? TrieFormat.HasPrefix : 0) | (node.ValueCount > 0 ? TrieFormat.HasValues : 0) | (node.HasChildren ? TrieFormat.HasChildren : 0);

    /// <summary>The order of kmod before 34: children first, the root last.</summary>
    static IEnumerable<int> ParentsLast(List<TrieNode> nodes)
    {
        var open = new Stack<int>();
        for (var index = 0; index < nodes.Count; index++)
        {
            while (open.TryPeek(out var top) && top != nodes[index].Parent)
            {
                yield return open.Pop();
            }

            open.Push(index);
        }

        while (open.TryPop(out var index))
        {
            yield return index;
        }
    }

    ReadOnlySpan<byte> Key(TrieEntry entry) => _keys.WrittenSpan.Slice(entry.KeyOffset, entry.KeyLength);

    int Compare(TrieEntry left, TrieEntry right)
    {
        var byKey = Key(left).SequenceCompareTo(Key(right));
        if (byKey != 0)
        {
            return byKey;
        }

        var byPriority = left.Priority.CompareTo(right.Priority);
        return byPriority != 0 ? byPriority : right.Sequence.CompareTo(left.Sequence);
    }

    /// <summary>The nodes, each before its children, which come in the order of their characters. The root has no prefix.</summary>
    List<TrieNode> MakeNodes()
    {
        var nodes = new List<TrieNode>();
        var pending = new Stack<(int From, int To, int Depth, int Parent)>();
        pending.Push((0, _entries.Count, 0, -1));
        var children = new List<(int From, int To)>();
        while (pending.TryPop(out var range))
        {
            var prefixLength = range.Parent < 0 ? 0 : CommonLength(range.From, range.To) - range.Depth;
            var position = range.Depth + prefixLength;
            var valuesEnd = range.From;
            while (valuesEnd < range.To && _entries[valuesEnd].KeyLength == position)
            {
                valuesEnd++;
            }

            children.Clear();
            for (var from = valuesEnd; from < range.To; from = children[^1].To)
            {
                children.Add((from, EndOfRun(from, range.To, position)));
            }

            nodes.Add(new TrieNode(
                range.Parent,
                range.Parent < 0 ? (byte)0 : Key(_entries[range.From])[range.Depth - 1],
                range.Depth,
                prefixLength,
                range.From,
                valuesEnd - range.From,
                children.Count == 0 ? (byte)0 : Key(_entries[children[0].From])[position],
                children.Count == 0 ? (byte)0 : Key(_entries[children[^1].From])[position]));
            for (var index = children.Count - 1; index >= 0; index--)
            {
                pending.Push((children[index].From, children[index].To, position + 1, nodes.Count - 1));
            }
        }

        return nodes;
    }

    int CommonLength(int from, int to) => Key(_entries[from]).CommonPrefixLength(Key(_entries[to - 1]));

    /// <summary>The end of the entries that have the same character at a position as the first one: they are sorted.</summary>
    int EndOfRun(int from, int to, int position)
    {
        var character = Key(_entries[from])[position];
        var (low, high) = (from, to);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Key(_entries[middle])[position] == character ? (middle, high) : (low, middle);
        }

        return high;
    }

    int[] Place(List<TrieNode> nodes, IEnumerable<int> order, out int length)
    {
        var offsets = new int[nodes.Count];
        var position = (long)TrieFormat.HeaderSize;
        foreach (var index in order)
        {
            offsets[index] = (int)position;
            position += SizeOf(nodes[index]);
            if (position > TrieFormat.MaximumSize)
            {
                throw ModuleLimit.Exceeded(
                    "kernel modules", null, $"an index is larger than {TrieFormat.MaximumSize} bytes. Use fewer modules.");
            }
        }

        length = (int)position;
        return offsets;
    }

    long SizeOf(TrieNode node)
    {
        var size = (long)node.ValuesPosition;
        if (node.ValueCount > 0)
        {
            size += sizeof(uint);
            for (var index = node.FirstEntry; index < node.FirstEntry + node.ValueCount; index++)
            {
                size += sizeof(uint) + _entries[index].Value.Length + 1;
            }
        }

        return size;
    }

    void WriteNode(TrieNode node, Span<byte> destination)
    {
        if (node.PrefixLength > 0)
        {
            Key(_entries[node.FirstEntry]).Slice(node.Depth, node.PrefixLength).CopyTo(destination);
        }

        if (node.HasChildren)
        {
            destination[node.ChildrenPosition] = node.FirstChild;
            destination[node.ChildrenPosition + 1] = node.LastChild;
        }

        if (node.ValueCount == 0)
        {
            return;
        }

        destination = destination[node.ValuesPosition..];
        BinaryPrimitives.WriteInt32BigEndian(destination, node.ValueCount);
        destination = destination[sizeof(uint)..];
        for (var index = node.FirstEntry; index < node.FirstEntry + node.ValueCount; index++)
        {
            BinaryPrimitives.WriteInt32BigEndian(destination, _entries[index].Priority);
            _entries[index].Value.Span.CopyTo(destination[sizeof(uint)..]);
            destination = destination[(sizeof(uint) + _entries[index].Value.Length + 1)..];
        }
    }
}
