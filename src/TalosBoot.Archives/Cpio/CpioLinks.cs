using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Cpio;

/// <summary>
/// Joins the records of one inode to one file. Any of them may carry the data; when several do, the last one wins, as it is written over
/// the file that all names share.
/// </summary>
internal sealed class CpioLinks(ArchiveTree tree)
{
    readonly Dictionary<CpioLinkKey, List<CpioEntry>> _groups = [];

    public void Note(CpioEntry record)
    {
        if (record.Link is not { } key)
        {
            return;
        }

        if (!_groups.TryGetValue(key, out var group))
        {
            _groups.Add(key, group = []);
        }

        group.Add(record);
    }

    /// <summary>Gives all names of a file that have not been taken by other records one entry.</summary>
    public void Join()
    {
        foreach (var group in _groups.Values.Where(group => group.Count > 1))
        {
            var content = group.Select(record => ((RegularFile)record.Entry).Content).LastOrDefault(content => content.Length > 0);
            var file = new RegularFile(content ?? BlobSource.FromBytes(default), group[^1].Entry.Metadata);
            foreach (var record in group.Where(record => ReferenceEquals(tree.Find(record.Path, record.ByteOffset), record.Entry)))
            {
                tree.Put(record.Path, file, record.ByteOffset);
            }
        }
    }
}
