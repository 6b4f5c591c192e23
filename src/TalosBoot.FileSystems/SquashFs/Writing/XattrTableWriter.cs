using System.Collections.Immutable;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>
/// Collects extended attributes (docs/formats/squashfs.md). Equal sets share an id, and equal values are stored once. As in squashfs-tools
/// xattr.c: a long value lies outside of its set, as does any value of 8 bytes or more that was there before.
/// </summary>
internal sealed class XattrTableWriter(SquashFsCodec codec)
{
    /// <summary>Stands for an inode without attributes.</summary>
    public const uint None = 0xFFFF_FFFF;

    /// <summary>The longest value that is kept in its set, in bytes.</summary>
    const int InlineLimit = 128;

    /// <summary>The size of a reference to a value elsewhere. Shorter values are always kept in their set.</summary>
    const int ReferenceSize = 8;

    /// <summary>A set that is larger, in bytes, has more of its values elsewhere.</summary>
    const int SetTarget = 64 * 1024;

    /// <summary>The bytes around a name and a value: type, name length, value length.</summary>
    const int EntryOverhead = 8;

    readonly MetadataWriter _pairs = new(codec);
    readonly MetadataWriter _ids = new(codec);
    readonly Dictionary<XattrSet, uint> _sets = [];
    readonly Dictionary<XattrValue, MetadataReference> _values = [];

    /// <summary>The number of different sets.</summary>
    public int Count => _sets.Count;

    /// <summary>The id of a file's attributes. Those of namespaces that squashfs does not know are left out, as by mksquashfs.</summary>
    /// <exception cref="LayoutException">A name is too long (TB5003).</exception>
    public uint Add(InodePlan inode)
    {
        var attributes = new List<Xattr>();
        foreach (var (name, value) in inode.Entry.Metadata.ExtendedAttributes.OrderBy(pair => pair.Key, FileNames.ByteOrder))
        {
            if (XattrPrefixes.TryFind(name, out var type, out var rest))
            {
                attributes.Add(new Xattr(type, FileNames.Encode(rest), FileNames.Encode(name).Length, new XattrValue(value)));
            }
        }

        if (attributes.Count == 0)
        {
            return None;
        }

        if (attributes.Find(attribute => attribute.Name.Length > FilePath.MaximumNameLength) is { } tooLong)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, inode.Path, tooLong.Name.Length, FilePath.MaximumNameLength,
                "the name of an extended attribute is longer than Linux reads. Shorten it.");
        }

        var set = new XattrSet([.. attributes]);
        if (!_sets.TryGetValue(set, out var id))
        {
            id = (uint)_sets.Count;
            _sets.Add(set, id);
            Write(attributes);
        }

        return id;
    }

    /// <summary>Ends both tables.</summary>
    public (ReadOnlyMemory<byte> Pairs, ReadOnlyMemory<byte> Ids, IReadOnlyList<long> IdBlocks) Finish() =>
        (_pairs.Finish(), _ids.Finish(), _ids.BlockOffsets);

    void Write(List<Xattr> attributes)
    {
        var limit = ChooseInlineLimit(attributes);
        var seen = attributes.ConvertAll(attribute => _values.ContainsKey(attribute.Value));
        foreach (var attribute in attributes.Where(attribute => attribute.Value.Length > limit && !_values.ContainsKey(attribute.Value)))
        {
            WriteValue(attribute.Value);
        }

        var start = _pairs.Position;
        var bytes = 0L;
        Span<byte> head = stackalloc byte[2 * sizeof(ushort)];
        for (var index = 0; index < attributes.Count; index++)
        {
            var attribute = attributes[index];
            var isElsewhere = attribute.Value.Length > limit
                || (attribute.Value.Length >= ReferenceSize && (seen[index] || _values.ContainsKey(attribute.Value)));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(
                head, isElsewhere ? (ushort)(attribute.Type | XattrPrefixes.OutOfLine) : attribute.Type);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(head[sizeof(ushort)..], (ushort)attribute.Name.Length);
            _pairs.Append(head);
            _pairs.Append(attribute.Name);
            if (isElsewhere)
            {
                _pairs.AppendU32(ReferenceSize);
                _pairs.AppendU64(_values[attribute.Value].Value);
            }
            else
            {
                WriteValue(attribute.Value);
            }

            bytes += attribute.FullNameLength + 1 + attribute.Value.Length;
        }

        _ids.Append(checked(new XattrIdEntry(start.Value, (uint)attributes.Count, (uint)bytes)));
    }

    static int ChooseInlineLimit(List<Xattr> attributes)
    {
        var limit = InlineLimit;
        while (limit > ReferenceSize && attributes.Sum(SizeInSet) > SetTarget)
        {
            limit /= 2;
        }

        return limit;

        long SizeInSet(Xattr attribute) =>
            EntryOverhead + attribute.Name.Length + (attribute.Value.Length > limit ? ReferenceSize : attribute.Value.Length);
    }

    void WriteValue(XattrValue value)
    {
        if (value.Length >= ReferenceSize)
        {
            _values.TryAdd(value, _pairs.Position);
        }

        _pairs.AppendU32((uint)value.Length);
        _pairs.Append(value.Bytes.AsSpan());
    }

    sealed record Xattr(ushort Type, byte[] Name, int FullNameLength, XattrValue Value);

    /// <summary>A value, compared by its bytes.</summary>
    readonly struct XattrValue(ImmutableArray<byte> bytes) : IEquatable<XattrValue>
    {
        public ImmutableArray<byte> Bytes { get; } = bytes.IsDefault ? [] : bytes;

        public int Length => Bytes.Length;

        public bool Equals(XattrValue other) => Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

        public override bool Equals(object? obj) => obj is XattrValue other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(Bytes.AsSpan());
            return hash.ToHashCode();
        }
    }

    /// <summary>A set, compared by what is in it.</summary>
    readonly struct XattrSet(ImmutableArray<Xattr> attributes) : IEquatable<XattrSet>
    {
        readonly ImmutableArray<Xattr> _attributes = attributes;

        public bool Equals(XattrSet other)
        {
            if (_attributes.Length != other._attributes.Length)
            {
                return false;
            }

            for (var index = 0; index < _attributes.Length; index++)
            {
                var (left, right) = (_attributes[index], other._attributes[index]);
                if (left.Type != right.Type || !left.Name.AsSpan().SequenceEqual(right.Name) || !left.Value.Equals(right.Value))
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is XattrSet other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var attribute in _attributes)
            {
                hash.AddBytes(attribute.Name);
                hash.Add(attribute.Value);
            }

            return hash.ToHashCode();
        }
    }
}
