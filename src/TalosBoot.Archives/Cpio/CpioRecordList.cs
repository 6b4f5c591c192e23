using TalosBoot.Archives.Cpio.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Cpio;

/// <summary>
/// The records of a tree in the order of GNU cpio. It numbers the files as it meets them, and keeps a hard link back until the last of its
/// names: then come the names so far without data, latest first, and the last name with the data (GNU cpio src/copyout.c).
/// </summary>
internal sealed class CpioRecordList
{
    // What GNU cpio 2.15 writes with --reproducible, whatever the file system counts.
    const uint DirectoryLinks = 2;

    static readonly BlobSource NoData = BlobSource.FromBytes(default);

    readonly CpioArchiveOptions _options;
    readonly List<(string Path, FileTreeEntry Entry)> _listed = [];
    readonly Dictionary<FileTreeEntry, Link> _links = new(ReferenceEqualityComparer.Instance);
    readonly List<CpioRecord> _records = [];
    uint _nextInode;

    CpioRecordList(CpioArchiveOptions options) => _options = options;

    public static List<CpioRecord> Create(FileTree tree, CpioArchiveOptions options, CancellationToken cancellationToken)
    {
        var list = new CpioRecordList(options);
        foreach (var (path, entry) in tree.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (options.Includes?.Invoke(path) ?? true)
            {
                list.Count(path, entry);
            }
        }

        foreach (var (path, entry) in list._listed)
        {
            list.Add(path, entry);
        }

        return list._records;
    }

    void Count(string path, FileTreeEntry entry)
    {
        _listed.Add((path, entry));
        if (entry is not DirectoryNode)
        {
            if (!_links.TryGetValue(entry, out var link))
            {
                _links.Add(entry, link = new Link());
            }

            link.Count++;
        }
    }

    void Add(string path, FileTreeEntry entry)
    {
        if (entry is DirectoryNode)
        {
            _records.Add(new CpioRecord(path, Header(path, entry, _nextInode++, DirectoryLinks), NoData));
            return;
        }

        var link = _links[entry];
        link.Inode ??= _nextInode++;
        var header = Header(path, entry, link.Inode.Value, link.Count);
        switch (entry)
        {
            case RegularFile file:
                AddFile(new CpioRecord(path, header, file.Content), link);
                break;
            case SymbolicLink symbolicLink:
                _records.Add(new CpioRecord(path, header, BlobSource.FromBytes(FileNames.Encode(symbolicLink.Target))));
                break;
            case SpecialFile special:
                _records.Add(new CpioRecord(
                    path, header with { SpecialMajor = special.DeviceMajor, SpecialMinor = special.DeviceMinor }, NoData));
                break;
        }
    }

    void AddFile(CpioRecord record, Link link)
    {
        link.Deferred.Push(record with { Data = NoData });
        if (link.Deferred.Count < link.Count)
        {
            return;
        }

        link.Deferred.Pop();
        _records.AddRange(link.Deferred);
        _records.Add(record);
    }

    CpioHeader Header(string path, FileTreeEntry entry, uint inode, uint linkCount)
    {
        var modifiedAt = _options.Clock?.UnixSeconds ?? entry.Metadata.ModifiedAt;
        return modifiedAt is >= 0 and <= uint.MaxValue
            ? new CpioHeader
            {
                Inode = inode,
                Mode = FileTypeBits.Of(entry) | (uint)(entry.Metadata.Mode & FileTypeBits.PermissionMask),
                LinkCount = linkCount,
                ModifiedAt = (uint)modifiedAt,
            }
            : throw new LayoutException(
                DiagnosticIds.FieldOverflow, path, sizeof(long), sizeof(uint),
                $"its time, {modifiedAt}, is outside of what a cpio archive can hold, 1970 to 2106. Give the archive a clock, or correct the time.");
    }

    sealed class Link
    {
        public uint Count { get; set; }

        public uint? Inode { get; set; }

        public Stack<CpioRecord> Deferred { get; } = new();
    }
}
