using System.Numerics;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>The extended attributes of an inode: behind its fields, or in one block.</summary>
internal sealed class Ext4AttributeWriter
{
    static readonly int InodeRoom = Ext4Inode.Size - Ext4Inode.AttributesOffset;

    const int EndSize = 4;

    readonly List<(byte Index, byte[] Name, byte[] Value)> _attributes;
    readonly int _blockSize;

    Ext4AttributeWriter(List<(byte Index, byte[] Name, byte[] Value)> attributes, int blockSize)
    {
        _attributes = attributes;
        _blockSize = blockSize;
    }

    int Length => EndSize + _attributes.Sum(attribute =>
        Alignment.Up(Ext4Attributes.EntrySize + attribute.Name.Length, 4) + Alignment.Up(attribute.Value.Length, 4));

    public bool FitsInode => Ext4Attributes.InodeHeaderSize + Length <= InodeRoom;

    /// <summary>The attributes of an entry, or null when it has none.</summary>
    /// <exception cref="TalosBootException">ext4 has no such attribute, or they are too large for a block (TB4360).</exception>
    public static Ext4AttributeWriter? Create(FileTreeEntry entry, string path, int blockSize)
    {
        var attributes = new List<(byte Index, byte[] Name, byte[] Value)>();
        foreach (var (name, value) in entry.Metadata.ExtendedAttributes)
        {
            if (Ext4Attributes.TrySplit(name) is not { Name.Length: <= byte.MaxValue } split)
            {
                throw Unsupported(path, $"the extended attribute \"{name}\"");
            }

            attributes.Add((split.Index, split.Name, [.. value]));
        }

        if (attributes.Count == 0)
        {
            return null;
        }

        // The kernel searches a block in this order.
        attributes.Sort((left, right) =>
            left.Index != right.Index ? left.Index.CompareTo(right.Index)
            : left.Name.Length != right.Name.Length ? left.Name.Length.CompareTo(right.Name.Length)
            : left.Name.AsSpan().SequenceCompareTo(right.Name));
        var writer = new Ext4AttributeWriter(attributes, blockSize);
        return Ext4Attributes.BlockHeaderSize + writer.Length <= blockSize
            ? writer
            : throw Unsupported(path, $"{writer.Length} bytes of extended attributes, and a block of {blockSize} bytes must hold them");
    }

    public void WriteInto(Span<byte> inode)
    {
        var room = inode[Ext4Inode.AttributesOffset..];
        WriteUInt32LittleEndian(room, Ext4Attributes.Magic);
        WriteEntries(room[Ext4Attributes.InodeHeaderSize..], 0);
    }

    public byte[] BuildBlock(uint volumeSeed, ulong block)
    {
        var bytes = new byte[_blockSize];
        WriteUInt32LittleEndian(bytes, Ext4Attributes.Magic);
        WriteUInt32LittleEndian(bytes.AsSpan(4), 1); // inodes that share it
        WriteUInt32LittleEndian(bytes.AsSpan(8), 1); // blocks
        WriteUInt32LittleEndian(bytes.AsSpan(12), WriteEntries(bytes.AsSpan(Ext4Attributes.BlockHeaderSize), Ext4Attributes.BlockHeaderSize));
        WriteUInt32LittleEndian(bytes.AsSpan(16), Ext4Checksums.OfAttributes(volumeSeed, block, bytes));
        return bytes;
    }

    /// <summary>Entries from the front, values from the end.</summary>
    /// <returns>The hash of all entries.</returns>
    uint WriteEntries(Span<byte> room, int origin)
    {
        var total = 0u;
        var position = 0;
        var end = room.Length;
        foreach (var (index, name, value) in _attributes)
        {
            end -= Alignment.Up(value.Length, 4);
            value.CopyTo(room[end..]);
            var hash = Ext4Attributes.HashOf(name, value);
            var entry = room[position..];
            entry[0] = (byte)name.Length;
            entry[1] = index;
            WriteUInt16LittleEndian(entry[2..], (ushort)(value.Length == 0 ? 0 : end + origin));
            WriteUInt32LittleEndian(entry[8..], (uint)value.Length);
            WriteUInt32LittleEndian(entry[12..], hash);
            name.CopyTo(entry[Ext4Attributes.EntrySize..]);
            position += Alignment.Up(Ext4Attributes.EntrySize + name.Length, 4);
            total = BitOperations.RotateLeft(total, 16) ^ hash;
        }

        return total;
    }

    static TalosBootException Unsupported(string path, string what) => new(
        DiagnosticIds.VolumeEntryUnsupported,
        $"\"/{path}\" has {what}. ext4 volumes are made with those of user, trusted and security. Leave it out.");
}
