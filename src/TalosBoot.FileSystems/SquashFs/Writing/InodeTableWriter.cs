using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>
/// Writes inodes and listings in one pass from the leaves up, since a listing holds the places of its inodes, and a directory's inode that
/// of its listing (docs/formats/squashfs.md).
/// </summary>
internal sealed class InodeTableWriter(SquashFsCodec codec, SquashFsOptions options, uint rootNumber)
{
    /// <summary>What a directory says to be larger than its listing.</summary>
    const int ListingSizeBias = 3;

    readonly MetadataWriter _inodes = new(codec);
    readonly Dictionary<uint, ushort> _ids = [];

    public DirectoryTableWriter Directories { get; } = new(codec);

    public XattrTableWriter Xattrs { get; } = new(codec);

    /// <summary>User and group ids in order of their first use. Their places are the indexes in inodes.</summary>
    public IEnumerable<uint> Ids => _ids.OrderBy(pair => pair.Value).Select(pair => pair.Key);

    public int IdCount => _ids.Count;

    public void Write(InodePlan inode)
    {
        var xattrs = Xattrs.Add(inode);
        switch (inode.Entry)
        {
            case DirectoryNode:
                WriteDirectory(inode, xattrs);
                break;
            case RegularFile:
                WriteFile(inode, inode.Data!, xattrs);
                break;
            case SymbolicLink link:
                var target = FileNames.Encode(link.Target);
                WriteHeader(inode, xattrs != XattrTableWriter.None);
                _inodes.AppendU32(inode.LinkCount);
                _inodes.AppendU32((uint)target.Length);
                _inodes.Append(target);
                WriteXattrId(xattrs);
                break;
            case SpecialFile special:
                WriteHeader(inode, xattrs != XattrTableWriter.None);
                _inodes.AppendU32(inode.LinkCount);
                if (special.Kind is SpecialFileKind.BlockDevice or SpecialFileKind.CharacterDevice)
                {
                    _inodes.AppendU32(EncodeDevice(inode.Path, special));
                }

                WriteXattrId(xattrs);
                break;
        }
    }

    public ReadOnlyMemory<byte> Finish() => _inodes.Finish();

    void WriteDirectory(InodePlan inode, uint xattrs)
    {
        var listing = Directories.Write(inode.Entries);
        var size = listing.Size + ListingSizeBias;
        var isExtended = listing.Index.Count > 0 || size > ushort.MaxValue || xattrs != XattrTableWriter.None;
        var parent = inode.Parent?.Number ?? checked(rootNumber + 1);
        WriteHeader(inode, isExtended);
        if (!isExtended)
        {
            _inodes.Append(new DirectoryInode(
                checked((uint)listing.Start.Block), inode.LinkCount, (ushort)size, (ushort)listing.Start.Offset, parent));
            return;
        }

        if (listing.Index.Count > ushort.MaxValue || size > uint.MaxValue)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, inode.Path, size, (long)ushort.MaxValue * MetadataWriter.BlockSize,
                "the directory has more entries than squashfs can index. Spread them over several directories.");
        }

        _inodes.Append(new ExtendedDirectoryInode(
            inode.LinkCount, (uint)size, checked((uint)listing.Start.Block), parent, (ushort)listing.Index.Count,
            (ushort)listing.Start.Offset, xattrs));
        foreach (var (entry, name) in listing.Index)
        {
            _inodes.Append(entry);
            _inodes.Append(name);
        }
    }

    void WriteFile(InodePlan inode, FileData data, uint xattrs)
    {
        var length = data.Content.Length;
        var isExtended = inode.LinkCount > 1 || length > uint.MaxValue || data.Start > uint.MaxValue || xattrs != XattrTableWriter.None;
        WriteHeader(inode, isExtended);
        if (isExtended)
        {
            // mksquashfs counts bytes that are not stored only for files that are sparse on its disk; how a content is held is not part of it.
            _inodes.Append(new ExtendedFileInode(
                (ulong)data.Start, (ulong)length, 0, inode.LinkCount, data.Fragment, data.FragmentOffset, xattrs));
        }
        else
        {
            _inodes.Append(new FileInode((uint)data.Start, data.Fragment, data.FragmentOffset, (uint)length));
        }

        foreach (var word in data.SizeWords)
        {
            _inodes.AppendU32(word);
        }
    }

    void WriteHeader(InodePlan inode, bool isExtended)
    {
        inode.Reference = _inodes.Position;
        var metadata = inode.Entry.Metadata;
        var user = IndexOf(inode, options.AllRoot ? 0 : metadata.UserId);
        var group = IndexOf(inode, options.AllRoot ? 0 : metadata.GroupId);
        var latest = options.ClampTimes ? options.Clock.UnixSeconds : uint.MaxValue;
        _inodes.Append(new InodeHeader(
            isExtended ? inode.BasicType.ToExtended() : inode.BasicType, (ushort)(metadata.Mode & 0xFFF), user, group,
            (uint)Math.Clamp(metadata.ModifiedAt, 0, latest), inode.Number));
    }

    void WriteXattrId(uint xattrs)
    {
        if (xattrs != XattrTableWriter.None)
        {
            _inodes.AppendU32(xattrs);
        }
    }

    ushort IndexOf(InodePlan inode, uint id)
    {
        if (_ids.TryGetValue(id, out var index))
        {
            return index;
        }

        if (_ids.Count == ushort.MaxValue)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, inode.Path, _ids.Count + 1, ushort.MaxValue,
                "the tree has more different user and group ids than squashfs can hold. Give its files to fewer of them.");
        }

        index = (ushort)_ids.Count;
        _ids.Add(id, index);
        return index;
    }

    /// <summary>12 bits of major and 20 bits of minor number, as the Linux kernel packs them.</summary>
    static uint EncodeDevice(string path, SpecialFile special)
    {
        if (special.DeviceMajor > 0xFFF || special.DeviceMinor > 0xF_FFFF)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, path, Math.Max(special.DeviceMajor, special.DeviceMinor), special.DeviceMajor > 0xFFF ? 0xFFF : 0xF_FFFF,
                "its device number is larger than Linux packs.");
        }

        return (special.DeviceMinor & 0xFF) | (special.DeviceMajor << 8) | ((special.DeviceMinor & 0xF_FF00) << 12);
    }
}
