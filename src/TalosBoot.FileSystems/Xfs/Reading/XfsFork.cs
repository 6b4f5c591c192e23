using System.Buffers.Binary;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Reading;

/// <summary>A fork of an inode: what lies in the inode, and the extents.</summary>
internal sealed class XfsFork
{
    const int LargestLevel = 9;

    const int RootHeaderSize = 4;

    const int PairSize = 16;

    readonly XfsImage _image;
    readonly ulong _inode;
    readonly long _offset;

    XfsFork(XfsImage image, ulong inode, long offset, byte format, ReadOnlyMemory<byte> local)
    {
        _image = image;
        _inode = inode;
        _offset = offset;
        Format = format;
        Local = local;
    }

    public byte Format { get; }

    /// <summary>The bytes in the inode.</summary>
    public ReadOnlyMemory<byte> Local { get; }

    /// <summary>The extents, in ascending order; none for what lies in the inode.</summary>
    public List<XfsExtent> Extents { get; } = [];

    public long Position => _offset;

    public static XfsFork OfData(XfsImage image, XfsInode inode, byte[] bytes, long offset)
    {
        var end = inode.ForkOffset == 0 ? bytes.Length : XfsInode.Size + (inode.ForkOffset * 8);
        return Create(image, inode, offset + XfsInode.Size, inode.Format, bytes.AsMemory(XfsInode.Size..end), inode.DataExtents);
    }

    /// <summary>The fork of extended attributes, or null.</summary>
    public static XfsFork? OfAttributes(XfsImage image, XfsInode inode, byte[] bytes, long offset)
    {
        var start = XfsInode.Size + (inode.ForkOffset * 8);
        return inode.ForkOffset == 0
            ? null
            : Create(image, inode, offset + start, inode.AttributeFormat, bytes.AsMemory(start..), inode.AttributeExtents);
    }

    /// <summary>Reads a block of metadata by its place in the fork.</summary>
    public (byte[] Bytes, long Offset) ReadBlock(ulong logical) => _image.ReadBlock(Find(logical), _offset);

    ulong Find(ulong logical)
    {
        var (low, high) = (0, Extents.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var extent = Extents[middle];
            if (logical < extent.Logical)
            {
                high = middle;
            }
            else if (logical >= extent.Logical + extent.Count)
            {
                low = middle + 1;
            }
            else if (!extent.IsUnwritten)
            {
                return extent.Block + (logical - extent.Logical);
            }
            else
            {
                break;
            }
        }

        throw _image.Reading.Invalid(_offset, $"block {logical} of a fork of inode {_inode} is missing");
    }

    static XfsFork Create(XfsImage image, XfsInode inode, long offset, byte format, ReadOnlyMemory<byte> local, ulong count)
    {
        var fork = new XfsFork(image, inode.Number, offset, format, local);
        switch (format)
        {
            case XfsInode.FormatExtents:
                fork.AddAll(local.Span, count, offset);
                break;
            case XfsInode.FormatTree:
                fork.ReadTree();
                if ((ulong)fork.Extents.Count != count)
                {
                    throw image.Reading.Invalid(offset, $"inode {inode.Number} has {fork.Extents.Count} extents, and says {count}");
                }

                break;
            case XfsInode.FormatLocal or XfsInode.FormatDevice:
                break;
            default:
                throw image.Reading.Invalid(offset, $"a fork of inode {inode.Number} has the format {format}");
        }

        return fork;
    }

    void AddAll(ReadOnlySpan<byte> records, ulong count, long position)
    {
        if (count > (ulong)(records.Length / XfsExtent.Size))
        {
            throw _image.Reading.Invalid(position, $"{count} extents do not fit where they are said to be");
        }

        _image.Reading.TakeExtents((long)count, position);
        for (var index = 0; index < (int)count; index++)
        {
            var extent = XfsExtent.Read(records[(index * XfsExtent.Size)..]);
            _image.OffsetOf(extent.Block, extent.Count, position);
            if (Extents.Count > 0 && extent.Logical < Extents[^1].Logical + Extents[^1].Count)
            {
                throw _image.Reading.Invalid(position, $"the extents of inode {_inode} are out of order");
            }

            Extents.Add(extent);
        }
    }

    void ReadTree()
    {
        var root = Local.Span;
        var capacity = (root.Length - RootHeaderSize) / PairSize;
        var level = root.Length < RootHeaderSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(root);
        var count = root.Length < RootHeaderSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(root[2..]);
        if (level is < 1 or > LargestLevel || count < 1 || count > capacity)
        {
            throw _image.Reading.Invalid(_offset, $"the tree of extents of inode {_inode} has {level} levels and {count} entries in its root");
        }

        var pending = new Stack<(ulong Block, int Level, long Position)>();
        PushPointers(root[RootHeaderSize..], capacity, count, level - 1, _offset, pending);
        while (pending.TryPop(out var current))
        {
            var (bytes, offset) = _image.ReadBlock(current.Block, current.Position);
            var header = XfsLongBtreeHeader.Read(bytes);
            var entries = (bytes.Length - XfsLongBtreeHeader.Size) / PairSize;
            if (BinaryPrimitives.ReadUInt32BigEndian(bytes) != XfsLongBtreeHeader.Magic
                || !XfsChecksum.IsValid(bytes, XfsLongBtreeHeader.ChecksumOffset)
                || header.Level != current.Level || header.Owner != _inode || header.Count < 1 || header.Count > entries)
            {
                throw _image.Reading.Invalid(offset, $"a block of the tree of extents of inode {_inode} is none");
            }

            if (current.Level == 0)
            {
                AddAll(bytes.AsSpan(XfsLongBtreeHeader.Size), header.Count, offset);
            }
            else
            {
                PushPointers(bytes.AsSpan(XfsLongBtreeHeader.Size), entries, header.Count, current.Level - 1, offset, pending);
            }
        }
    }

    /// <summary>The last goes first, so that the first comes out first.</summary>
    static void PushPointers(
        ReadOnlySpan<byte> pairs, int capacity, int count, int level, long position, Stack<(ulong Block, int Level, long Position)> pending)
    {
        const int Half = PairSize / 2;
        for (var index = count - 1; index >= 0; index--)
        {
            pending.Push((BinaryPrimitives.ReadUInt64BigEndian(pairs[((capacity + index) * Half)..]), level, position));
        }
    }
}
