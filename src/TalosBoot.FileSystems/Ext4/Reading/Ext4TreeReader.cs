using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.FileSystems.Volumes;

namespace TalosBoot.FileSystems.Ext4.Reading;

/// <summary>Reads the tree of a volume.</summary>
/// <param name="image">The volume.</param>
internal sealed class Ext4TreeReader(Ext4Image image)
{
    const uint RootInode = 2;

    const int LargestTarget = 4096;

    const long LargestFile = long.MaxValue / 2;

    readonly Ext4ExtentReader _extents = new(image);
    readonly Ext4DirectoryReader _directories = new(image);
    readonly Ext4AttributeReader _attributes = new(image);

    public FileTree Read() => new FileTreeBuilding(image.Reading, List, ReadEntry).Build(RootInode);

    IEnumerable<(string Name, ulong Inode, long Position)> List(ulong number)
    {
        var (inode, bytes, offset) = image.ReadInode((uint)number, 0);
        return _directories.Read((uint)number, inode, _extents.Read((uint)number, inode, bytes, offset));
    }

    FileTreeEntry ReadEntry(ulong inodeNumber, long position)
    {
        var number = (uint)inodeNumber;
        var (inode, bytes, offset) = image.ReadInode(number, position);
        var metadata = new FileMetadata
        {
            Mode = inode.Mode & FileTypeBits.PermissionMask,
            UserId = inode.UserId,
            GroupId = inode.GroupId,
            ModifiedAt = inode.ModifiedAt,
            ExtendedAttributes = _attributes.Read(inode, bytes, offset),
        };
        switch (inode.Mode & FileTypeBits.Mask)
        {
            case FileTypeBits.Directory:
                return new DirectoryNode(metadata);
            case FileTypeBits.Regular:
                return new RegularFile(ReadContent(number, inode, bytes, offset), metadata);
            case FileTypeBits.SymbolicLink:
                return new SymbolicLink(ReadTarget(number, inode, bytes, offset), metadata);
            default:
                var kind = FileTypeBits.SpecialKind(inode.Mode)
                    ?? throw image.Reading.Invalid(offset, $"inode {number} has the mode {inode.Mode:x}");
                var (major, minor) = kind is SpecialFileKind.BlockDevice or SpecialFileKind.CharacterDevice ? ReadDevice(bytes) : default;
                return new SpecialFile(kind, metadata, major, minor);
        }
    }

    static (uint Major, uint Minor) ReadDevice(byte[] bytes)
    {
        var old = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(Ext4Inode.MapOffset));
        var wide = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(Ext4Inode.MapOffset + 4));
        return old != 0 ? ((old >> 8) & 0xFF, old & 0xFF) : ((wide >> 8) & 0xFFF, (wide & 0xFF) | ((wide >> 12) & 0xFFF00));
    }

    BlobSource ReadContent(uint number, Ext4Inode inode, byte[] bytes, long offset)
    {
        if (inode.Length > LargestFile)
        {
            throw image.Reading.Invalid(offset, $"the file of inode {number} has {inode.Length} bytes");
        }

        return MappedContent.Create(image.Source, (long)inode.Length, _extents.Read(number, inode, bytes, offset)
            .Where(extent => !extent.IsUnwritten)
            .Select(extent => ((long)extent.Logical * image.BlockSize, (long)extent.Block * image.BlockSize, (long)extent.Count * image.BlockSize)));
    }

    string ReadTarget(uint number, Ext4Inode inode, byte[] bytes, long offset)
    {
        if (inode.Length is 0 or > LargestTarget)
        {
            throw image.Reading.Invalid(offset, $"the target of a symbolic link has {inode.Length} bytes");
        }

        var isInline = (inode.Flags & Ext4Inode.HasExtents) == 0 && inode.Length < Ext4Inode.MapLength;
        return image.Reading.Text(
            isInline
                ? bytes.AsSpan(Ext4Inode.MapOffset, (int)inode.Length)
                : ReadContent(number, inode, bytes, offset).ToArray(), offset);
    }
}
