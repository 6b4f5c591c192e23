using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Reads the directories of a volume into a tree.</summary>
/// <param name="image">The image.</param>
/// <param name="limits">The limits.</param>
/// <param name="cancellationToken">Checked for each directory.</param>
internal sealed class TreeReader(BlobSource image, IsoReadLimits limits, CancellationToken cancellationToken)
{
    readonly DirectoryBudget _budget = new(limits);
    readonly HashSet<long> _directories = [];
    readonly Dictionary<(long Offset, long Length), RegularFile> _linkedFiles = [];
    readonly Dictionary<long, BlobSource> _files = [];
    DirectoryReader? _reader;

    /// <summary>The contents by their first byte.</summary>
    public IReadOnlyDictionary<long, BlobSource> Files => _files;

    /// <summary>Whether the volume has Rock Ridge. Known when the tree has been read.</summary>
    public bool HasRockRidge => Reader.HasRockRidge;

    DirectoryReader Reader => _reader ??= new DirectoryReader(image, _budget);

    public FileTree Read(uint block, uint length)
    {
        var root = new DirectoryNode();
        ReadDirectory(root, (long)block * IsoFormat.BlockSize, length, 0);
        return new FileTree(root);
    }

    void ReadDirectory(DirectoryNode directory, long offset, uint length, int depth)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _budget.CheckDepth(depth, offset);
        if (!_directories.Add(offset))
        {
            throw IsoFormat.Error(
                DiagnosticIds.IsoDirectoryLoop, offset,
                "a directory is reached in two ways. The volume is damaged, or made to keep readers busy.");
        }

        var records = Reader.Read(offset, length, isRoot: depth == 0);
        if (depth == 0)
        {
            directory.Metadata = MetadataOf(records[0], directory.Metadata);
        }

        for (var index = 2; index < records.Count; index++)
        {
            var sections = TakeSections(records, ref index);
            var record = sections[0];
            if (record.Fields.IsMovedHere || (record.Fixed.Flags & OnDisk.DirectoryRecord.AssociatedFileFlag) != 0)
            {
                continue;
            }

            _budget.TakeEntry(record.Offset);
            Add(directory, record, ReadEntry(sections, depth));
        }
    }

    static List<ReadRecord> TakeSections(List<ReadRecord> records, ref int index)
    {
        var sections = new List<ReadRecord> { records[index] };
        while (records[index].Fixed.HasMoreSections)
        {
            index++;
            if (index == records.Count || !records[index].Identifier.AsSpan().SequenceEqual(sections[0].Identifier))
            {
                throw Damaged(sections[^1].Offset, "a file has more sections, and the next record is none of them.");
            }

            sections.Add(records[index]);
        }

        return sections;
    }

    void Add(DirectoryNode directory, ReadRecord record, FileTreeEntry entry)
    {
        var name = FileNames.Decode(record.Fields.Name ?? RecordNames.WithoutVersion(record.Identifier));
        if (!FilePath.IsValidName(name))
        {
            throw Damaged(record.Offset, $"\"{name}\" is no file name.");
        }

        if (!directory.TryGet(name, out _))
        {
            directory.Set(name, entry);
        }
        else if (HasRockRidge)
        {
            // Without Rock Ridge these are versions of one file, of which the newest comes first.
            throw Damaged(record.Offset, $"the name \"{name}\" is there twice.");
        }
    }

    FileTreeEntry ReadEntry(List<ReadRecord> sections, int depth)
    {
        var record = sections[0];
        if (record.Fields.MovedDirectory is { } block)
        {
            return ReadSubdirectory(record, (long)block * IsoFormat.BlockSize, Reader.ReadLength(block), depth);
        }

        var type = (record.Fields.Mode ?? 0) & FileTypeBits.Mask;
        if (record.Fixed.IsDirectory != (type == FileTypeBits.Directory) && type != 0)
        {
            throw Damaged(record.Offset, $"a record is {(record.Fixed.IsDirectory ? "a" : "no")} directory, and its mode says otherwise.");
        }

        if (record.Fixed.IsDirectory)
        {
            return ReadSubdirectory(record, record.ContentOffset, record.Fixed.DataLength, depth);
        }

        return type switch
        {
            FileTypeBits.SymbolicLink => new SymbolicLink(
                FileNames.Decode(record.Fields.LinkTarget ?? throw Damaged(record.Offset, "a symbolic link has no target.")),
                MetadataOf(record, FileMetadata.DefaultFile)),
            FileTypeBits.CharacterDevice => Special(record, SpecialFileKind.CharacterDevice),
            FileTypeBits.BlockDevice => Special(record, SpecialFileKind.BlockDevice),
            FileTypeBits.Fifo => Special(record, SpecialFileKind.Fifo),
            FileTypeBits.Socket => Special(record, SpecialFileKind.Socket),
            0 or FileTypeBits.Regular => ReadFile(sections),
            _ => throw Damaged(record.Offset, $"a file has the type 0x{type:X}, which does not exist."),
        };
    }

    DirectoryNode ReadSubdirectory(ReadRecord record, long offset, uint length, int depth)
    {
        var directory = new DirectoryNode(MetadataOf(record, FileMetadata.DefaultDirectory));
        ReadDirectory(directory, offset, length, depth + 1);
        return directory;
    }

    RegularFile ReadFile(List<ReadRecord> sections)
    {
        var record = sections[0];
        var content = BlobSource.Concat(FileSections.Of(image, sections));
        var key = (record.ContentOffset, content.Length);
        if (content.Length > 0)
        {
            _files.TryAdd(record.ContentOffset, content);
            if (record.Fields.LinkCount > 1 && _linkedFiles.TryGetValue(key, out var linked))
            {
                return linked;
            }
        }

        var file = new RegularFile(content, MetadataOf(record, FileMetadata.DefaultFile));
        if (content.Length > 0 && record.Fields.LinkCount > 1)
        {
            _linkedFiles.Add(key, file);
        }

        return file;
    }

    static SpecialFile Special(ReadRecord record, SpecialFileKind kind)
    {
        var (major, minor) = record.Fields.Device ?? (0, 0);
        return new SpecialFile(kind, MetadataOf(record, FileMetadata.DefaultFile), major, minor);
    }

    static FileMetadata MetadataOf(ReadRecord record, FileMetadata defaults) => defaults with
    {
        Mode = record.Fields.Mode is { } mode ? (int)(mode & ~FileTypeBits.Mask & 0xFFFF) : defaults.Mode,
        UserId = record.Fields.UserId,
        GroupId = record.Fields.GroupId,
        ModifiedAt = record.Fields.ModifiedAt ?? record.Fixed.Date.ToUnixSeconds(),
    };

    static ImageFormatException Damaged(long offset, string message) =>
        IsoFormat.Error(DiagnosticIds.IsoDirectoryDamaged, offset, $"{message} The volume is damaged.");
}
