using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>Tells in words what differs between two ISO images: names, trees, boot images and partitions. Where things lie is not compared.</summary>
public static class IsoComparison
{
    const string OnlyInFirst = "is in the first image only";
    const string OnlyInSecond = "is in the second image only";

    /// <summary>Compares two images. Contents are read.</summary>
    /// <param name="first">One image.</param>
    /// <param name="second">The other one.</param>
    /// <param name="cancellationToken">Checked between files, and while they are read.</param>
    /// <returns>The differences: names first, then files by path, boot images and partitions. Empty when there are none.</returns>
    public static IReadOnlyList<IsoDifference> Compare(IsoVolume first, IsoVolume second, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var differences = new List<IsoDifference>();
        Add(differences, "volume id", first.VolumeId, second.VolumeId);
        Add(differences, "volume set id", first.VolumeSetId, second.VolumeSetId);
        Add(differences, "preparer", first.PreparerId, second.PreparerId);
        CompareTrees(differences, first.Tree, second.Tree, cancellationToken);
        ComparePairs(differences, "boot image", first.BootEntries, second.BootEntries, (subject, left, right) =>
        {
            Add(differences, subject, $"for {left.Platform}", $"for {right.Platform}");
            Add(differences, subject, Sectors(left), Sectors(right));
            AddContent(differences, subject, left.Image, right.Image, cancellationToken);
        });
        ComparePairs(differences, "partition", first.Partitions, second.Partitions, (subject, left, right) =>
        {
            Add(differences, subject, Describe(left), Describe(right));

            // A partition that is the volume itself differs where its files do, which was told.
            if (left.IsEfiSystemPartition && right.IsEfiSystemPartition)
            {
                AddContent(differences, subject, left.Content, right.Content, cancellationToken);
            }
        });
        return differences;
    }

    static void CompareTrees(List<IsoDifference> differences, FileTree first, FileTree second, CancellationToken cancellationToken)
    {
        var others = second.Walk().ToDictionary(item => item.Path, item => item.Entry, StringComparer.Ordinal);
        foreach (var (path, entry) in first.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (others.Remove(path, out var other))
            {
                CompareEntries(differences, $"/{path}", entry, other, cancellationToken);
            }
            else
            {
                differences.Add(new IsoDifference($"/{path}", OnlyInFirst));
            }
        }

        differences.AddRange(others.Keys.Order(StringComparer.Ordinal).Select(path => new IsoDifference($"/{path}", OnlyInSecond)));
    }

    static void CompareEntries(
        List<IsoDifference> differences, string subject, FileTreeEntry first, FileTreeEntry second, CancellationToken cancellationToken)
    {
        if (Kind(first) != Kind(second))
        {
            Add(differences, subject, Kind(first), Kind(second));
            return;
        }

        Add(differences, subject, Attributes(first.Metadata), Attributes(second.Metadata));
        Add(differences, subject, Time(first.Metadata), Time(second.Metadata));
        switch (first, second)
        {
            case (RegularFile left, RegularFile right):
                AddContent(differences, subject, left.Content, right.Content, cancellationToken);
                break;

            case (SymbolicLink left, SymbolicLink right):
                Add(differences, subject, $"a link to {left.Target}", $"a link to {right.Target}");
                break;
        }
    }

    static void ComparePairs<T>(
        List<IsoDifference> differences, string what, IReadOnlyList<T> first, IReadOnlyList<T> second, Action<string, T, T> compare)
    {
        for (var index = 0; index < Math.Max(first.Count, second.Count); index++)
        {
            var subject = string.Create(CultureInfo.InvariantCulture, $"{what} {index + 1}");
            if (index >= first.Count || index >= second.Count)
            {
                differences.Add(new IsoDifference(subject, index < first.Count ? OnlyInFirst : OnlyInSecond));
                continue;
            }

            compare(subject, first[index], second[index]);
        }
    }

    static void Add(List<IsoDifference> differences, string subject, string first, string second)
    {
        if (first != second)
        {
            differences.Add(new IsoDifference(subject, $"\"{first}\" and \"{second}\""));
        }
    }

    static void AddContent(List<IsoDifference> differences, string subject, BlobSource first, BlobSource second, CancellationToken cancellationToken)
    {
        if (first.Length != second.Length)
        {
            differences.Add(new IsoDifference(
                subject, string.Create(CultureInfo.InvariantCulture, $"a content of {first.Length} bytes and one of {second.Length} bytes")));
        }
        else if (Digest.Sha256(first, cancellationToken) != Digest.Sha256(second, cancellationToken))
        {
            differences.Add(new IsoDifference(
                subject, string.Create(CultureInfo.InvariantCulture, $"two contents of {first.Length} bytes, which are not the same")));
        }
    }

    static string Kind(FileTreeEntry entry) => entry switch
    {
        DirectoryNode => "a directory",
        RegularFile => "a file",
        SymbolicLink => "a symbolic link",
        _ => "a special file",
    };

    static string Attributes(FileMetadata metadata) => string.Create(
        CultureInfo.InvariantCulture, $"mode {Convert.ToString(metadata.Mode, 8)}, owner {metadata.UserId}:{metadata.GroupId}");

    static string Time(FileMetadata metadata) =>
        DateTimeOffset.FromUnixTimeSeconds(metadata.ModifiedAt).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    static string Sectors(IsoBootEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.SectorCount} sectors, emulating {entry.EmulatedMedia}");

    static string Describe(IsoPartition partition) => string.Create(
        CultureInfo.InvariantCulture, $"type {(partition.MbrType == 0 ? partition.GptType.ToString() : partition.MbrType.ToString("x2", CultureInfo.InvariantCulture))}, name {partition.Name}");
}
