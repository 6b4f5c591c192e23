using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat.Reading;

/// <summary>Reads the directories of a volume.</summary>
/// <param name="volume">The volume.</param>
/// <param name="boot">Where things lie in it.</param>
/// <param name="chains">The chains of its clusters.</param>
/// <param name="limits">What may be held in memory.</param>
internal sealed class FatTreeReader(BlobSource volume, FatBootRecord boot, FatChainReader chains, FatReadLimits limits)
{
    const int MaximumDirectoryLength = 65_536 * FatGeometry.EntrySize;

    const int MaximumDepth = 128;

    readonly FatGeometry _geometry = boot.Geometry;
    int _entries;

    /// <summary>The label that the root directory holds.</summary>
    public string? Label { get; private set; }

    public FileTree Read(CancellationToken cancellationToken)
    {
        var tree = new FileTree();
        var runs = _geometry.Type == FatType.Fat32
            ? FollowDirectory(boot.RootCluster, Fat32Parameters.Offset + 8, cancellationToken)
            : [(_geometry.RootOffset, _geometry.RootLength)];
        ReadDirectory(tree.Root, runs, 0, cancellationToken);
        return tree;
    }

    void ReadDirectory(DirectoryNode directory, List<(long Offset, long Length)> runs, int depth, CancellationToken cancellationToken)
    {
        foreach (var (name, entry, offset) in FatDirectoryReader.Read(volume, runs, cancellationToken))
        {
            if (name is null)
            {
                Label ??= depth == 0 ? entry.Name.TrimEnd(' ') : null;
                continue;
            }

            if (++_entries > limits.MaximumEntries)
            {
                throw new ImageFormatException(
                    DiagnosticIds.LimitExceeded, FatReader.Format, offset,
                    $"the volume has more than {limits.MaximumEntries} files, and that is the limit.");
            }

            if (directory.TryGet(name, out _))
            {
                throw FatDirectoryReader.Invalid(offset, $"the name \"{name}\" is there twice");
            }

            var firstCluster = _geometry.Type == FatType.Fat32 ? entry.FirstCluster : entry.ClusterLow;
            if ((entry.Attributes & FatDirectoryEntry.Directory) == 0)
            {
                directory.Set(name, ReadFile(entry, firstCluster, offset, cancellationToken));
                continue;
            }

            if (depth == MaximumDepth)
            {
                throw FatDirectoryReader.Invalid(offset, $"directories lie deeper than {MaximumDepth} in each other");
            }

            var child = new DirectoryNode(FileMetadata.DefaultDirectory with { ModifiedAt = TimeOf(entry) });
            directory.Set(name, child);
            ReadDirectory(child, FollowDirectory(firstCluster, offset, cancellationToken), depth + 1, cancellationToken);
        }
    }

    RegularFile ReadFile(FatDirectoryEntry entry, uint firstCluster, long entryOffset, CancellationToken cancellationToken)
    {
        const int ReadOnlyMode = 0x124; // octal 444
        var isReadOnly = (entry.Attributes & FatDirectoryEntry.ReadOnly) != 0;
        var metadata = FileMetadata.DefaultFile with
        {
            Mode = isReadOnly ? ReadOnlyMode : FileMetadata.DefaultFile.Mode,
            ModifiedAt = TimeOf(entry),
        };
        var runs = chains.Follow(firstCluster, _geometry.ClustersFor(entry.FileSize), 0, entryOffset, cancellationToken);
        var left = (long)entry.FileSize;
        var parts = new BlobSource[runs.Count];
        for (var index = 0; index < parts.Length; index++)
        {
            var (offset, length) = runs[index];
            parts[index] = volume.Slice(offset, Math.Min(length, left));
            left -= length;
        }

        return new RegularFile(BlobSource.Concat(parts), metadata);
    }

    List<(long Offset, long Length)> FollowDirectory(uint firstCluster, long entryOffset, CancellationToken cancellationToken) =>
        chains.Follow(firstCluster, null, Math.Max(1, MaximumDirectoryLength / _geometry.ClusterSize), entryOffset, cancellationToken);

    static long TimeOf(FatDirectoryEntry entry) => new FatTime(entry.ModifiedDate, entry.ModifiedTime).ToUnixSeconds();
}
