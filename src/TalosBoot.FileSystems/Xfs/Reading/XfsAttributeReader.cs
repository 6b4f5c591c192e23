using System.Buffers.Binary;
using System.Collections.Immutable;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Xfs.OnDisk;
using TalosBoot.FileSystems.Xfs.Writing;

namespace TalosBoot.FileSystems.Xfs.Reading;

/// <summary>Reads the extended attributes of an inode. Parent pointers are none to users.</summary>
/// <param name="image">The volume.</param>
internal sealed class XfsAttributeReader(XfsImage image)
{
    const int LargestValue = 64 * 1024;

    public ImmutableSortedDictionary<string, ImmutableArray<byte>> Read(XfsFork? fork, ulong inode)
    {
        if (fork is null || (fork.Format == XfsInode.FormatExtents && fork.Extents.Count == 0))
        {
            return FileMetadata.NoExtendedAttributes;
        }

        var result = FileMetadata.NoExtendedAttributes.ToBuilder();
        if (fork.Format == XfsInode.FormatLocal)
        {
            ReadShort(fork, result);
        }
        else
        {
            ReadLeaves(fork, inode, result);
        }

        return result.ToImmutable();
    }

    void ReadShort(XfsFork fork, ImmutableSortedDictionary<string, ImmutableArray<byte>>.Builder result)
    {
        const int HeaderSize = 4;
        var length = fork.Local.Length < HeaderSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(fork.Local.Span);
        if (length < HeaderSize || length > fork.Local.Length)
        {
            throw image.Reading.Invalid(fork.Position, $"the extended attributes of an inode have {length} bytes");
        }

        var reader = new SpanReader(fork.Local.Span[..length], XfsReader.Format, fork.Position);
        reader.Skip(2);
        var count = reader.U8();
        reader.Skip(1);
        for (var index = 0; index < count; index++)
        {
            var position = reader.AbsolutePosition;
            var (nameLength, valueLength, flags) = (reader.U8(), reader.U8(), reader.U8());
            Add(result, flags, reader.Bytes(nameLength), reader.Bytes(valueLength), position);
        }
    }

    void ReadLeaves(XfsFork fork, ulong inode, ImmutableSortedDictionary<string, ImmutableArray<byte>>.Builder result)
    {
        // From the root always to the first child, then along the leaves. No block is read twice, so both end.
        var next = 0u;
        do
        {
            var (bytes, offset) = fork.ReadBlock(next);
            var header = XfsNodeHeader.Read(bytes);
            if (header.Magic is not (XfsNodeHeader.Node or XfsNodeHeader.AttributeLeaf) || header.Owner != inode
                || !XfsChecksum.IsValid(bytes, XfsNodeHeader.ChecksumOffset))
            {
                throw image.Reading.Invalid(offset, $"a block of the extended attributes of inode {inode} is none, or has a wrong checksum");
            }

            if (header.Magic == XfsNodeHeader.Node)
            {
                next = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(XfsHashTree.EntriesOffset + 4));
                if (next == 0)
                {
                    throw image.Reading.Invalid(offset, $"a node of the extended attributes of inode {inode} is empty");
                }

                continue;
            }

            ReadLeaf(fork, inode, bytes, offset, result);
            next = header.Forward;
        }
        while (next != 0);
    }

    void ReadLeaf(
        XfsFork fork, ulong inode, byte[] bytes, long offset, ImmutableSortedDictionary<string, ImmutableArray<byte>>.Builder result)
    {
        var header = XfsAttributeLeafHeader.Read(bytes.AsSpan(XfsNodeHeader.Size));
        if (header.Count > (bytes.Length - XfsAttributeLeafHeader.EntriesOffset) / XfsAttributeLeafHeader.EntrySize)
        {
            throw image.Reading.Invalid(offset, $"a block has {header.Count} extended attributes");
        }

        for (var index = 0; index < header.Count; index++)
        {
            var entry = bytes.AsSpan(XfsAttributeLeafHeader.EntriesOffset + (index * XfsAttributeLeafHeader.EntrySize));
            var place = BinaryPrimitives.ReadUInt16BigEndian(entry[4..]);
            var flags = entry[6];
            if (place > bytes.Length)
            {
                throw image.Reading.Invalid(offset, $"an extended attribute was to be at byte {place} of its block");
            }

            if ((flags & XfsAttributeLeafHeader.Incomplete) != 0)
            {
                continue;
            }

            var reader = new SpanReader(bytes.AsSpan(place), XfsReader.Format, offset + place);
            if ((flags & XfsAttributeLeafHeader.Local) != 0)
            {
                var valueLength = reader.U16Be();
                var nameLength = reader.U8();
                Add(result, flags, reader.Bytes(nameLength), reader.Bytes(valueLength), offset + place);
            }
            else
            {
                var (block, length) = (reader.U32Be(), reader.U32Be());
                var name = reader.Bytes(reader.U8());
                Add(result, flags, name, ReadRemote(fork, inode, block, length, offset + place), offset + place);
            }
        }
    }

    byte[] ReadRemote(XfsFork fork, ulong inode, uint block, uint length, long position)
    {
        if (length > LargestValue)
        {
            throw image.Reading.Invalid(position, $"the value of an extended attribute has {length} bytes; Linux takes {LargestValue}");
        }

        image.Reading.TakeXattr(0, position);
        return ReadRemote(fork, inode, block, (int)length, XfsRemoteHeader.AttributeValue);
    }

    /// <summary>Reads what is stored outside of its inode or leaf: a value, or the target of a link.</summary>
    public byte[] ReadRemote(XfsFork fork, ulong inode, ulong block, int length, uint magic)
    {
        var value = new byte[length];
        for (var done = 0; done < length;)
        {
            var (bytes, offset) = fork.ReadBlock(block++);
            var header = XfsRemoteHeader.Read(bytes);
            var room = bytes.Length - XfsRemoteHeader.Size;
            if (header.Magic != magic || header.Owner != inode || header.Offset != done || header.Length != Math.Min(room, length - done)
                || !XfsChecksum.IsValid(bytes, XfsRemoteHeader.ChecksumOffset))
            {
                throw image.Reading.Invalid(offset, $"a value or target of inode {inode} was to be here, or has a wrong checksum");
            }

            bytes.AsSpan(XfsRemoteHeader.Size, (int)header.Length).CopyTo(value.AsSpan(done));
            done += (int)header.Length;
        }

        return value;
    }

    void Add(
        ImmutableSortedDictionary<string, ImmutableArray<byte>>.Builder result, byte flags, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value,
        long position)
    {
        if (XfsAttribute.FullName(flags, name) is { } fullName)
        {
            image.Reading.TakeXattr(name.Length + value.Length, position);
            result[fullName] = [.. value];
        }
    }
}
