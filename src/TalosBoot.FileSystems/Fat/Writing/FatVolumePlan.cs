using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat.Writing;

/// <summary>Gives every file and directory of a tree its clusters, in the order in which mcopy would copy them.</summary>
/// <param name="geometry">The volume.</param>
/// <param name="options">What was asked for.</param>
internal sealed class FatVolumePlan(FatGeometry geometry, FatOptions options)
{
    /// <summary>More directories in each other have no path that FAT's users could name.</summary>
    const int MaximumDepth = 128;

    readonly List<FatDirectoryWriter> _directories = [];
    readonly List<(string Path, uint Cluster, BlobSource Content)> _files = [];

    public FatAllocator Allocator { get; } = new(geometry);

    public void AddRoot(DirectoryNode root, CancellationToken cancellationToken)
    {
        var writer = new FatDirectoryWriter(geometry, Allocator, $"{options.Name}, root directory", geometry.Type != FatType.Fat32);
        _directories.Add(writer);
        if (options.Label is { Length: > 0 } label)
        {
            writer.Reserve(1);
            writer.Write(Entry(label.PadRight(11), FatDirectoryEntry.VolumeLabel, 0, FatTime.From(options.LabelClock), 0, 0));
        }

        // A parent that is the root is cluster 0 for FAT32 too.
        AddChildren(root, writer, string.Empty, 0, cancellationToken);
    }

    public void Place(SparseImageBuilder image)
    {
        foreach (var directory in _directories)
        {
            directory.Place(image);
        }

        foreach (var (path, cluster, content) in _files)
        {
            image.Place(geometry.OffsetOf(cluster), content, path);
        }
    }

    void AddChildren(DirectoryNode directory, FatDirectoryWriter writer, string path, uint ownCluster, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var names = FatNameTable.Assign(path, [.. directory.Children.Keys]);
        foreach (var ((name, entry), stored) in directory.Children.Zip(names))
        {
            writer.Reserve(stored.Slots);
            var childPath = FilePath.Join(path, name);
            var time = TimeOf(entry);
            switch (entry)
            {
                case RegularFile file:
                    var cluster = AddFile(file, childPath);
                    writer.Write(stored,
                        Entry(stored.ShortName, AttributesOf(file), stored.CaseFlags, time, cluster, (uint)file.Content.Length));
                    break;
                case DirectoryNode child:
                    var first = AddDirectory(child, childPath, ownCluster, time, cancellationToken);
                    writer.Write(stored, Entry(stored.ShortName, FatDirectoryEntry.Directory, stored.CaseFlags, time, first, 0));
                    break;
                default:
                    throw new TalosBootException(
                        DiagnosticIds.FatEntryUnsupported,
                        $"\"/{childPath}\" is a link or device, and FAT knows files and directories only. "
                        + "Leave it out, or put the file itself there.");
            }

            if (path.Length == 0)
            {
                // Upstream starts mcopy anew for each entry of the root directory.
                writer.Settle();
            }
        }

        writer.Settle();
    }

    uint AddDirectory(DirectoryNode directory, string path, uint parentCluster, FatTime time, CancellationToken cancellationToken)
    {
        if (path.AsSpan().Count('/') >= MaximumDepth)
        {
            throw new TalosBootException(
                DiagnosticIds.FatEntryUnsupported, $"\"/{path}\" lies deeper than {MaximumDepth} directories. Put it higher.");
        }

        var writer = new FatDirectoryWriter(geometry, Allocator, $"{options.Name}, directory /{path}", isFixed: false);
        _directories.Add(writer);
        writer.Reserve(2);
        writer.Write(Entry(".".PadRight(11), FatDirectoryEntry.Directory, 0, time, writer.FirstCluster, 0));
        writer.Write(Entry("..".PadRight(11), FatDirectoryEntry.Directory, 0, time, parentCluster, 0));
        AddChildren(directory, writer, path, writer.FirstCluster, cancellationToken);
        return writer.FirstCluster;
    }

    uint AddFile(RegularFile file, string path)
    {
        var length = file.Content.Length;
        if (length > uint.MaxValue)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, $"{options.Name}, file /{path}", length, uint.MaxValue,
                "FAT has no larger files. Make it smaller.");
        }

        if (length == 0)
        {
            return 0;
        }

        var cluster = Allocator.AllocateRun(geometry.ClustersFor(length));
        _files.Add((path, cluster, file.Content));
        return cluster;
    }

    FatTime TimeOf(FileTreeEntry entry) => options.Clock is { } clock ? FatTime.From(clock) : FatTime.From(entry.Metadata.ModifiedAt);

    /// <summary>A file that nobody may write is read-only, as Linux reads the attribute.</summary>
    static int AttributesOf(RegularFile file)
    {
        const int WriteBits = 0x92; // octal 222
        return (file.Metadata.Mode & WriteBits) == 0
            ? FatDirectoryEntry.Archive | FatDirectoryEntry.ReadOnly
            : FatDirectoryEntry.Archive;
    }

    static FatDirectoryEntry Entry(string name, int attributes, byte caseFlags, FatTime time, uint cluster, uint size) => new(
        name, (byte)attributes, caseFlags, 0, time.Time, time.Date, time.Date, (ushort)(cluster >> 16), time.Time, time.Date,
        (ushort)cluster, size);
}
