using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>Reads listings from the root down (docs/formats/squashfs.md).</summary>
internal sealed class TreeReader
{
    /// <summary>What a directory says to be larger than its listing.</summary>
    const int ListingSizeBias = 3;

    readonly SquashFsReadLimits _limits;
    readonly NameBudget _names;
    readonly InodeReader _inodes;
    readonly MetadataReference _root;
    readonly MetadataTable _listings;
    readonly Dictionary<MetadataReference, ReadInode> _known = [];
    readonly Stack<(ReadInode Directory, string Path)> _pending = new();
    int _entries;

    public TreeReader(SquashFsImage image, SquashFsReadLimits limits)
    {
        _limits = limits;
        _names = new NameBudget(limits);
        _inodes = new InodeReader(image, limits, _names);
        _root = new MetadataReference(image.Superblock.RootInode);
        _listings = new MetadataTable(image, (long)image.Superblock.DirectoryTable, image.End);
    }

    public FileTree Read(CancellationToken cancellationToken)
    {
        const int RootField = 32;
        var root = _inodes.Read(_root);
        if (root.Entry is not DirectoryNode node)
        {
            throw SquashFsFailure.Invalid(RootField, "the root is not a directory.");
        }

        _known.Add(_root, root);
        _pending.Push((root, string.Empty));
        while (_pending.TryPop(out var next))
        {
            ReadListing(next.Directory, next.Path, cancellationToken);
        }

        return new FileTree(node);
    }

    void ReadListing(ReadInode directory, string path, CancellationToken cancellationToken)
    {
        var left = (long)directory.Size - ListingSizeBias;
        if (left <= 0)
        {
            return;
        }

        var cursor = new MetadataCursor(_listings, directory.Listing);
        while (left > 0)
        {
            var header = cursor.Read<DirectoryHeader>();
            left -= DirectoryHeader.Size;
            if (header.CountLessOne >= DirectoryHeader.MaximumCount)
            {
                throw SquashFsFailure.Invalid(
                    cursor.Position, $"a group of a listing has {header.CountLessOne + 1L} entries; it has at most {DirectoryHeader.MaximumCount}.");
            }

            for (var index = 0u; index <= header.CountLessOne; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var entry = cursor.Read<DirectoryEntry>();
                var length = CheckNameLength(cursor, entry);
                _names.Charge(cursor.Position, length);
                var name = FileNames.Decode(cursor.ReadBytes(length));
                left -= DirectoryEntry.Size + entry.NameLengthLessOne + 1;
                Add((DirectoryNode)directory.Entry, path, name, (cursor.Position, new MetadataReference(header.StartBlock, entry.Offset), entry.Type));
            }

            if (left < 0)
            {
                throw SquashFsFailure.Invalid(cursor.Position, $"the listing of \"/{path}\" is longer than its directory says.");
            }
        }
    }

    static int CheckNameLength(MetadataCursor cursor, DirectoryEntry entry)
    {
        const int MaximumLength = 256;
        return entry.NameLengthLessOne < MaximumLength
            ? entry.NameLengthLessOne + 1
            : throw SquashFsFailure.Invalid(
                cursor.Position, $"a name has {entry.NameLengthLessOne + 1} bytes; the longest has {MaximumLength}.");
    }

    void Add(DirectoryNode directory, string path, string name, (long Position, MetadataReference Reference, InodeType Type) target)
    {
        var childPath = FilePath.Join(path, name);
        if (++_entries > _limits.MaximumEntries)
        {
            throw SquashFsFailure.OverLimit(
                target.Position, $"there are more than {_limits.MaximumEntries} names. Raise the limit if that is right.");
        }

        if (childPath.Length > FilePath.MaximumLength)
        {
            throw SquashFsFailure.OverLimit(target.Position, $"a path has {childPath.Length} characters; Linux takes at most {FilePath.MaximumLength}.");
        }

        if (!FilePath.IsValidName(name) || directory.Children.ContainsKey(name))
        {
            throw SquashFsFailure.Invalid(target.Position, $"\"/{childPath}\" is no name for a file, or is there twice.");
        }

        directory.Set(name, Resolve(childPath, target));
    }

    FileTreeEntry Resolve(string path, (long Position, MetadataReference Reference, InodeType Type) target)
    {
        var isKnown = _known.TryGetValue(target.Reference, out var inode);
        if (!isKnown)
        {
            inode = _inodes.Read(target.Reference);
            _known.Add(target.Reference, inode);
        }

        if (inode.Type != target.Type.ToBasic())
        {
            throw SquashFsFailure.Invalid(target.Position, $"\"/{path}\" is listed as type {(int)target.Type}, and its inode has type {(int)inode.Type}.");
        }

        if (inode.Type == InodeType.Directory)
        {
            if (isKnown)
            {
                throw SquashFsFailure.Invalid(target.Position, $"the directory \"/{path}\" is reached in two ways.");
            }

            _pending.Push((inode, path));
        }

        return inode.Entry;
    }
}
