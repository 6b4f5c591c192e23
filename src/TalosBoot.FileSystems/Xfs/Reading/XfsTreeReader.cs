using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Reading;

/// <summary>Reads the tree of a volume.</summary>
/// <param name="image">The volume.</param>
internal sealed class XfsTreeReader(XfsImage image)
{
    /// <summary>The longest target of a symbolic link.</summary>
    const int LargestTarget = 1024;

    const long LargestFile = long.MaxValue / 2;

    readonly XfsDirectoryReader _directories = new(image);
    readonly XfsAttributeReader _attributes = new(image);

    public FileTree Read() => new FileTreeBuilding(image.Reading, List, ReadEntry).Build(image.Superblock.RootInode);

    IEnumerable<(string Name, ulong Inode, long Position)> List(ulong number)
    {
        var (inode, bytes, offset) = image.ReadInode(number, 0);
        return _directories.Read(XfsFork.OfData(image, inode, bytes, offset), inode);
    }

    FileTreeEntry ReadEntry(ulong number, long position)
    {
        var (inode, bytes, offset) = image.ReadInode(number, position);
        var metadata = new FileMetadata
        {
            Mode = inode.Mode & FileTypeBits.PermissionMask,
            UserId = inode.UserId,
            GroupId = inode.GroupId,
            ModifiedAt = inode.ModifiedAt,
            ExtendedAttributes = _attributes.Read(XfsFork.OfAttributes(image, inode, bytes, offset), number),
        };
        switch (inode.Mode & FileTypeBits.Mask)
        {
            case FileTypeBits.Directory:
                return new DirectoryNode(metadata);
            case FileTypeBits.Regular:
                return new RegularFile(ReadContent(inode, XfsFork.OfData(image, inode, bytes, offset), offset), metadata);
            case FileTypeBits.SymbolicLink:
                return new SymbolicLink(ReadTarget(inode, XfsFork.OfData(image, inode, bytes, offset), offset), metadata);
            default:
                var kind = FileTypeBits.SpecialKind(inode.Mode) ?? throw image.Reading.Invalid(offset, $"inode {number} has the mode {inode.Mode:x}");
                var device = kind is SpecialFileKind.BlockDevice or SpecialFileKind.CharacterDevice
                    ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(XfsInode.Size))
                    : 0;
                return new SpecialFile(kind, metadata, device >> 18, device & 0x3FFFF);
        }
    }

    Core.Content.BlobSource ReadContent(XfsInode inode, XfsFork fork, long offset)
    {
        if (inode.Length > LargestFile || fork.Format is not (XfsInode.FormatExtents or XfsInode.FormatTree))
        {
            throw image.Reading.Invalid(offset, $"the file of inode {inode.Number} has {inode.Length} bytes in format {fork.Format}");
        }

        var last = (ulong)(LargestFile / image.BlockSize);
        return MappedContent.Create(image.Source, (long)inode.Length, fork.Extents.Where(extent => !extent.IsUnwritten && extent.Logical < last)
            .Select(extent => ((long)extent.Logical * image.BlockSize, image.OffsetOf(extent.Block, extent.Count, offset),
                (long)extent.Count * image.BlockSize)));
    }

    string ReadTarget(XfsInode inode, XfsFork fork, long offset)
    {
        if (inode.Length is 0 or > LargestTarget)
        {
            throw image.Reading.Invalid(offset, $"the target of a symbolic link has {inode.Length} bytes");
        }

        var length = (int)inode.Length;
        if (fork.Format != XfsInode.FormatLocal)
        {
            return image.Reading.Text(_attributes.ReadRemote(fork, inode.Number, 0, length, XfsRemoteHeader.LinkTarget), offset);
        }

        return length <= fork.Local.Length
            ? image.Reading.Text(fork.Local.Span[..length], offset)
            : throw image.Reading.Invalid(offset, $"the target of a symbolic link has {length} bytes, and its inode fewer");
    }
}
