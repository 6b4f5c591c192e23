using System.Collections.Immutable;
using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>Reads sets of extended attributes (docs/formats/squashfs.md). Each is read once.</summary>
internal sealed class XattrReader
{
    /// <summary>The largest value that Linux takes, in bytes.</summary>
    const int MaximumValueLength = 64 * 1024;

    readonly SquashFsReadLimits _limits;
    readonly MetadataTable _pairs;
    readonly LookupTable<XattrIdEntry> _ids;
    readonly Dictionary<uint, ImmutableSortedDictionary<string, ImmutableArray<byte>>> _sets = [];
    long _bytes;

    XattrReader(SquashFsImage image, SquashFsReadLimits limits, ulong position)
    {
        var header = image.Read<XattrTableHeader>(position);
        if (header.Start > position)
        {
            throw SquashFsFailure.Invalid((long)position, $"the extended attributes begin at byte {header.Start}, behind their head.");
        }

        _limits = limits;
        _pairs = new MetadataTable(image, (long)header.Start, (long)position);
        _ids = new LookupTable<XattrIdEntry>(image, position + (ulong)XattrTableHeader.Size, header.Count);
    }

    /// <summary>The reader of an image, or null when it has no attributes.</summary>
    public static XattrReader? Create(SquashFsImage image, SquashFsReadLimits limits) =>
        image.Superblock.XattrTable == Superblock.NoTable ? null : new XattrReader(image, limits, image.Superblock.XattrTable);

    /// <summary>Reads a set.</summary>
    /// <param name="id">The set.</param>
    /// <param name="position">Where the inode lies, for messages.</param>
    public ImmutableSortedDictionary<string, ImmutableArray<byte>> Read(uint id, long position)
    {
        if (_sets.TryGetValue(id, out var set))
        {
            return set;
        }

        if (id >= _ids.Count)
        {
            throw SquashFsFailure.Invalid(position, $"an inode has set {id} of the extended attributes, and there are {_ids.Count}.");
        }

        var entry = _ids[id];
        if (entry.Count == 0)
        {
            return FileMetadata.NoExtendedAttributes;
        }

        var cursor = new MetadataCursor(_pairs, new MetadataReference(entry.Reference));
        var builder = FileMetadata.NoExtendedAttributes.ToBuilder();
        for (var index = 0u; index < entry.Count; index++)
        {
            var (name, value) = ReadPair(cursor);
            builder[name] = value;
        }

        set = builder.ToImmutable();
        _sets.Add(id, set);
        return set;
    }

    (string Name, ImmutableArray<byte> Value) ReadPair(MetadataCursor cursor)
    {
        var type = cursor.ReadU16();
        var nameLength = cursor.ReadU16();
        if (!XattrPrefixes.TryGetPrefix(type, out var prefix))
        {
            throw SquashFsFailure.Invalid(cursor.Position, $"an extended attribute has the type {type}; there are 0 to 2.");
        }

        Charge(cursor, nameLength);
        var name = prefix + FileNames.Decode(cursor.ReadBytes(nameLength));
        var value = ReadValue(cursor);
        if ((type & XattrPrefixes.OutOfLine) != 0)
        {
            if (value.Length != sizeof(ulong))
            {
                throw SquashFsFailure.Invalid(cursor.Position, $"a reference to a value has {value.Length} bytes; it has 8.");
            }

            var reference = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(value);
            value = ReadValue(new MetadataCursor(_pairs, new MetadataReference(reference)));
        }

        return (name, [.. value]);
    }

    byte[] ReadValue(MetadataCursor cursor)
    {
        var length = cursor.ReadU32();
        if (length > MaximumValueLength)
        {
            throw SquashFsFailure.OverLimit(
                cursor.Position, $"an extended attribute has a value of {length} bytes; Linux takes at most {MaximumValueLength}.");
        }

        Charge(cursor, (int)length);
        return cursor.ReadBytes((int)length);
    }

    void Charge(MetadataCursor cursor, int length)
    {
        const int Overhead = 16;
        _bytes += length + Overhead;
        if (_bytes > _limits.MaximumXattrBytes)
        {
            throw SquashFsFailure.OverLimit(
                cursor.Position, $"the extended attributes have more than {_limits.MaximumXattrBytes} bytes. Raise the limit if that is right.");
        }
    }
}
