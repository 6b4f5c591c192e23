using System.Buffers.Binary;
using System.Collections.Immutable;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Ext4.OnDisk;

namespace TalosBoot.FileSystems.Ext4.Reading;

/// <summary>
/// Reads the extended attributes of inodes. Inodes may share a block of them, so each is read once, and the set that it makes is that of all of them: an
/// inode with attributes of its own adds these to it, and keeps the rest in common.
/// </summary>
/// <param name="image">The volume.</param>
internal sealed class Ext4AttributeReader(Ext4Image image)
{
    readonly Dictionary<ulong, ImmutableSortedDictionary<string, ImmutableArray<byte>>> _blocks = [];

    public ImmutableSortedDictionary<string, ImmutableArray<byte>> Read(Ext4Inode inode, byte[] bytes, long offset)
    {
        var shared = inode.AttributeBlock == 0 ? FileMetadata.NoExtendedAttributes : ReadBlock(inode.AttributeBlock, offset);
        var start = bytes.Length > Ext4Inode.ShortSize
            ? Ext4Inode.ShortSize + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Ext4Inode.ShortSize))
            : bytes.Length;
        if (start + Ext4Attributes.InodeHeaderSize > bytes.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(start)) != Ext4Attributes.Magic)
        {
            return shared;
        }

        start += Ext4Attributes.InodeHeaderSize;
        return ReadEntries(shared, bytes.AsSpan(start), 0, offset + start);
    }

    ImmutableSortedDictionary<string, ImmutableArray<byte>> ReadBlock(ulong block, long position)
    {
        if (_blocks.TryGetValue(block, out var known))
        {
            return known;
        }

        var (bytes, offset) = image.ReadBlock(block, position);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Ext4Attributes.Magic
            || (image.HasChecksums
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(16)) != Ext4Checksums.OfAttributes(image.VolumeSeed, block, bytes)))
        {
            throw image.Reading.Invalid(offset, "a block of extended attributes is none, or has a wrong checksum");
        }

        var result = ReadEntries(
            FileMetadata.NoExtendedAttributes, bytes.AsSpan(Ext4Attributes.BlockHeaderSize), Ext4Attributes.BlockHeaderSize,
            offset + Ext4Attributes.BlockHeaderSize);
        _blocks.Add(block, result);
        return result;
    }

    /// <summary>Adds the attributes of an inode or a block to others.</summary>
    ImmutableSortedDictionary<string, ImmutableArray<byte>> ReadEntries(
        ImmutableSortedDictionary<string, ImmutableArray<byte>> others, ReadOnlySpan<byte> room, int origin, long offset)
    {
        var result = others.ToBuilder();
        for (var position = 0; position + 4 <= room.Length && BinaryPrimitives.ReadUInt32LittleEndian(room[position..]) != 0;)
        {
            var entry = room[position..];
            if (entry.Length < Ext4Attributes.EntrySize || Ext4Attributes.EntrySize + entry[0] > entry.Length)
            {
                throw image.Reading.Invalid(offset + position, "an extended attribute does not fit where it is");
            }

            var place = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]) - origin;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]) != 0 || length > room.Length
                || (length > 0 && (place < 0 || place > room.Length - (int)length)))
            {
                throw image.Reading.Invalid(offset + position, $"the value of an extended attribute, {length} bytes, does not lie where it is said to");
            }

            var stored = entry.Slice(Ext4Attributes.EntrySize, entry[0]);
            image.Reading.TakeXattr(stored.Length + (int)length, offset + position);
            if (Ext4Attributes.FullName(entry[1], FileNames.Decode(stored)) is { } name)
            {
                result[name] = length == 0 ? [] : [.. room.Slice(place, (int)length)];
            }

            position += Alignment.Up(Ext4Attributes.EntrySize + stored.Length, 4);
        }

        return result.ToImmutable();
    }
}
