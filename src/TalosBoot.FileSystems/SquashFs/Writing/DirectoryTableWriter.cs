using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>Writes listings: groups of entries whose inodes lie near each other, and an index for long ones (docs/formats/squashfs.md).</summary>
internal sealed class DirectoryTableWriter(SquashFsCodec codec)
{
    readonly MetadataWriter _table = new(codec);

    /// <summary>Writes the listing of a directory whose entries' inodes are all written.</summary>
    public DirectoryListing Write(IReadOnlyList<(byte[] Name, InodePlan Inode)> entries)
    {
        var start = _table.Position;
        var index = new List<(DirectoryIndexEntry Entry, byte[] Name)>();
        var size = 0L;
        var mark = 0L;
        for (var first = 0; first < entries.Count;)
        {
            var header = size + DirectoryHeader.Size + EntrySize(entries[first].Name);
            if (header - mark > MetadataWriter.BlockSize)
            {
                index.Add((NewIndexEntry(size, entries[first].Name), entries[first].Name));
                mark = size;
            }

            size += DirectoryHeader.Size;
            var end = first;
            do
            {
                size += EntrySize(entries[end].Name);
                end++;
            }
            while (end < entries.Count && Belongs(entries, first, end) && size + EntrySize(entries[end].Name) - mark <= MetadataWriter.BlockSize);

            WriteGroup(entries, first, end);
            first = end;
        }

        return new DirectoryListing(start, size, index);
    }

    public ReadOnlyMemory<byte> Finish() => _table.Finish();

    static int EntrySize(byte[] name) => DirectoryEntry.Size + name.Length;

    /// <summary>Whether an entry can be in the group that another begins.</summary>
    static bool Belongs(IReadOnlyList<(byte[] Name, InodePlan Inode)> entries, int first, int candidate)
    {
        var head = entries[first].Inode;
        var inode = entries[candidate].Inode;
        var delta = (long)inode.Number - head.Number;
        return candidate - first < DirectoryHeader.MaximumCount
            && inode.Reference.Block == head.Reference.Block
            && delta is >= short.MinValue and <= short.MaxValue;
    }

    DirectoryIndexEntry NewIndexEntry(long size, byte[] name) =>
        checked(new DirectoryIndexEntry((uint)size, (uint)_table.Position.Block, (uint)(name.Length - 1)));

    void WriteGroup(IReadOnlyList<(byte[] Name, InodePlan Inode)> entries, int first, int end)
    {
        var head = entries[first].Inode;
        _table.Append(checked(new DirectoryHeader((uint)(end - first - 1), (uint)head.Reference.Block, head.Number)));
        for (var index = first; index < end; index++)
        {
            var (name, inode) = entries[index];
            _table.Append(new DirectoryEntry(
                (ushort)inode.Reference.Offset, (short)((long)inode.Number - head.Number), inode.BasicType, (ushort)(name.Length - 1)));
            _table.Append(name);
        }
    }
}
