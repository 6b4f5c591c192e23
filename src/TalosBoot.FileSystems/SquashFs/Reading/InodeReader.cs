using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.SquashFs.OnDisk;
using TalosBoot.FileSystems.SquashFs.Writing;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>Reads inodes (docs/formats/squashfs.md).</summary>
internal sealed class InodeReader
{
    /// <summary>The longest target of a symbolic link that mksquashfs takes, in bytes.</summary>
    const int MaximumTargetLength = 65535;

    readonly SquashFsImage _image;
    readonly SquashFsReadLimits _limits;
    readonly NameBudget _names;
    readonly MetadataTable _inodes;
    readonly LookupTable<IdEntry> _ids;
    readonly LookupTable<FragmentEntry> _fragments;
    readonly XattrReader? _xattrs;
    int _blocks;

    public InodeReader(SquashFsImage image, SquashFsReadLimits limits, NameBudget names)
    {
        var superblock = image.Superblock;
        _image = image;
        _limits = limits;
        _names = names;
        _inodes = new MetadataTable(image, (long)superblock.InodeTable, (long)superblock.DirectoryTable);
        _ids = new LookupTable<IdEntry>(image, superblock.IdTable, superblock.IdCount);
        _fragments = new LookupTable<FragmentEntry>(image, superblock.FragmentTable, superblock.FragmentCount);
        _xattrs = XattrReader.Create(image, limits);
    }

    /// <summary>Reads an inode.</summary>
    /// <param name="reference">Where it is.</param>
    /// <returns>The entry, and for a directory where its listing is.</returns>
    public ReadInode Read(MetadataReference reference)
    {
        var cursor = new MetadataCursor(_inodes, reference);
        var header = cursor.Read<InodeHeader>();
        var metadata = new FileMetadata
        {
            Mode = header.Mode & 0xFFF,
            UserId = IdAt(header.UserIndex, cursor),
            GroupId = IdAt(header.GroupIndex, cursor),
            ModifiedAt = header.ModifiedAt,
        };
        var isExtended = header.Type.IsExtended();
        return header.Type.ToBasic() switch
        {
            InodeType.Directory => isExtended ? ReadExtendedDirectory(cursor, metadata) : ReadDirectory(cursor, metadata),
            InodeType.File => new ReadInode(isExtended ? ReadExtendedFile(cursor, metadata) : ReadFile(cursor, metadata), InodeType.File),
            InodeType.SymbolicLink => new ReadInode(ReadLink(cursor, metadata, isExtended), InodeType.SymbolicLink),
            InodeType.BlockDevice or InodeType.CharacterDevice or InodeType.Fifo or InodeType.Socket =>
                new ReadInode(ReadSpecial(cursor, metadata, header.Type), header.Type.ToBasic()),
            _ => throw SquashFsFailure.Invalid(cursor.Position, $"an inode has the type {(int)header.Type}; there are 1 to 14."),
        };
    }

    static ReadInode ReadDirectory(MetadataCursor cursor, FileMetadata metadata)
    {
        var body = cursor.Read<DirectoryInode>();
        return new ReadInode(
            new DirectoryNode(metadata), InodeType.Directory, new MetadataReference(body.StartBlock, body.Offset), body.FileSize);
    }

    ReadInode ReadExtendedDirectory(MetadataCursor cursor, FileMetadata metadata)
    {
        var body = cursor.Read<ExtendedDirectoryInode>();
        return new ReadInode(
            new DirectoryNode(WithXattrs(metadata, body.XattrId, cursor)), InodeType.Directory,
            new MetadataReference(body.StartBlock, body.Offset), body.FileSize);
    }

    RegularFile ReadFile(MetadataCursor cursor, FileMetadata metadata)
    {
        var body = cursor.Read<FileInode>();
        return new RegularFile(Locate(cursor, body.FileSize, body.StartBlock, body.Fragment, body.Offset), metadata);
    }

    RegularFile ReadExtendedFile(MetadataCursor cursor, FileMetadata metadata)
    {
        var body = cursor.Read<ExtendedFileInode>();
        var content = Locate(cursor, body.FileSize, body.StartBlock, body.Fragment, body.Offset);
        return new RegularFile(content, WithXattrs(metadata, body.XattrId, cursor));
    }

    SquashFsFileSource Locate(MetadataCursor cursor, ulong length, ulong start, uint fragmentIndex, uint fragmentOffset)
    {
        FragmentEntry? fragment = null;
        if (fragmentIndex != FileData.NoFragment)
        {
            fragment = fragmentIndex < _fragments.Count
                ? _fragments[fragmentIndex]
                : throw SquashFsFailure.Invalid(cursor.Position, $"a file is in fragment block {fragmentIndex}, and there are {_fragments.Count}.");
        }

        var count = (length / (uint)_image.BlockSize) + (fragment is null && length % (uint)_image.BlockSize != 0 ? 1UL : 0);
        if (count > (ulong)(_limits.MaximumBlocks - _blocks))
        {
            throw SquashFsFailure.OverLimit(
                cursor.Position, $"a file of {length} bytes brings the blocks of all files over {_limits.MaximumBlocks}. Raise the limit if that is right.");
        }

        if (start > (ulong)_image.End)
        {
            throw SquashFsFailure.Invalid(cursor.Position, $"a file begins at byte {start}, and the image ends at byte {_image.End}.");
        }

        _blocks += (int)count;
        return new SquashFsFileSource(
            _image, new FileLocation((long)length, (long)start, ReadSizeWords(cursor, (int)count), fragment, fragmentOffset));
    }

    /// <summary>Reads the size words with memory for those that are there, however many were announced.</summary>
    static uint[] ReadSizeWords(MetadataCursor cursor, int count)
    {
        var words = new List<uint>(Math.Min(count, MetadataWriter.BlockSize));
        for (var index = 0; index < count; index++)
        {
            words.Add(cursor.ReadU32());
        }

        return [.. words];
    }

    SymbolicLink ReadLink(MetadataCursor cursor, FileMetadata metadata, bool isExtended)
    {
        cursor.ReadU32(); // the number of links
        var length = cursor.ReadU32();
        if (length > MaximumTargetLength)
        {
            throw SquashFsFailure.OverLimit(
                cursor.Position, $"the target of a symbolic link has {length} bytes; there are at most {MaximumTargetLength}.");
        }

        _names.Charge(cursor.Position, (int)length);
        var target = FileNames.Decode(cursor.ReadBytes((int)length));
        return new SymbolicLink(target, isExtended ? WithXattrs(metadata, cursor.ReadU32(), cursor) : metadata);
    }

    SpecialFile ReadSpecial(MetadataCursor cursor, FileMetadata metadata, InodeType type)
    {
        cursor.ReadU32(); // the number of links
        var kind = type.ToBasic() switch
        {
            InodeType.BlockDevice => SpecialFileKind.BlockDevice,
            InodeType.CharacterDevice => SpecialFileKind.CharacterDevice,
            InodeType.Fifo => SpecialFileKind.Fifo,
            _ => SpecialFileKind.Socket,
        };
        var device = kind is SpecialFileKind.BlockDevice or SpecialFileKind.CharacterDevice ? cursor.ReadU32() : 0;
        return new SpecialFile(
            kind, type.IsExtended() ? WithXattrs(metadata, cursor.ReadU32(), cursor) : metadata,
            (device >> 8) & 0xFFF, (device & 0xFF) | ((device >> 12) & 0xF_FF00));
    }

    FileMetadata WithXattrs(FileMetadata metadata, uint id, MetadataCursor cursor)
    {
        if (id == XattrTableWriter.None)
        {
            return metadata;
        }

        return _xattrs is null
            ? throw SquashFsFailure.Invalid(cursor.Position, "an inode has extended attributes, and the image has no table of them.")
            : metadata with { ExtendedAttributes = _xattrs.Read(id, cursor.Position) };
    }

    uint IdAt(ushort index, MetadataCursor cursor) =>
        index < _ids.Count
            ? _ids[index].Id
            : throw SquashFsFailure.Invalid(cursor.Position, $"an inode belongs to id {index} of the id table, which has {_ids.Count}.");
}
