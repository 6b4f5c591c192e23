namespace TalosBoot.Archives.Trees;

/// <summary>
/// Walks directories as if symbolic links were what they lead to. A few links that lead to one another make more files than any machine could hold, and long
/// ones take long to be followed: all that the walk comes by is counted, and what it costs. It follows each link from where that lies, and not again for what
/// is below.
/// </summary>
/// <param name="limits">The most of everything: one path, all paths, entries and contents together, and the levels below where it begins.</param>
/// <param name="refuse">Makes what is thrown where there is more, of the path that holds it and what it does.</param>
/// <param name="cancellationToken">Checked for every entry.</param>
internal sealed class LinkedWalk(ArchiveLimits limits, Func<string, string, Exception> refuse, CancellationToken cancellationToken)
{
    /// <summary>
    /// The most names that links lead through together. One link may lead through 40 of 2048 names; those of linux-firmware lead through some thousands.
    /// </summary>
    public const int MaximumNames = 1 << 20;

    int _entries;
    long _paths;
    long _contents;
    long _names;

    /// <summary>Makes what is thrown where directories nest too deep; null for the same.</summary>
    public Func<string, string, Exception>? RefuseDepth { get; init; }

    /// <summary>Names that are left out, with all below them. Default none.</summary>
    public Func<string, bool> IsSkipped { get; init; } = _ => false;

    /// <summary>All entries below a directory, each directory before what it holds, in byte order of the names.</summary>
    /// <param name="path">The directory, for messages.</param>
    /// <param name="start">What it leads to. There is nothing below what is no directory.</param>
    public IEnumerable<LinkedEntry> Walk(string path, ResolvedPath start) =>
        start.Entry is DirectoryNode ? WalkBelow(path, string.Empty, start, 1) : [];

    IEnumerable<LinkedEntry> WalkBelow(string start, string above, ResolvedPath directory, int depth)
    {
        if (depth > limits.MaximumDepth)
        {
            throw (RefuseDepth ?? refuse)(
                FilePath.Join(start, above), $"lies where directories nest deeper than {limits.MaximumDepth} levels. Do symbolic links make a loop?");
        }

        foreach (var (name, child) in directory.Place.Directory.Children)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsSkipped(name))
            {
                continue;
            }

            var path = FilePath.Join(above, name);
            var link = child is SymbolicLink ? LinkResolver.Find(directory.Place, name, directory.Links) : (ResolvedPath?)null;
            var entry = link is null ? child : link.Value.Entry ?? child;
            Count(start, path, entry, link?.Names ?? 0);
            yield return new LinkedEntry(path, entry, link);
            if (entry is DirectoryNode inner)
            {
                var next = link ?? directory with { Entry = inner, Place = new TreePlace(inner, directory.Place) };
                foreach (var below in WalkBelow(start, path, next, depth + 1))
                {
                    yield return below;
                }
            }
        }
    }

    void Count(string start, string path, FileTreeEntry entry, int names)
    {
        var length = start.Length + 1 + path.Length;
        if (length > limits.MaximumPathLength)
        {
            throw refuse(start, $"holds a path of {length} characters where symbolic links are followed; the limit is {limits.MaximumPathLength}.");
        }

        Limit(++_entries, limits.MaximumEntries, "files and folders");
        Limit(_paths += length, limits.MaximumMetadataLength, "characters of paths");
        Limit(_names += names, MaximumNames, "names in symbolic links");
        if (entry is RegularFile file)
        {
            Limit(_contents += file.Content.Length, limits.MaximumTotalSize, "bytes in files");
        }

        void Limit(long value, long limit, string what)
        {
            if (value > limit)
            {
                throw refuse(start, $"holds more than {limit} {what} where symbolic links are followed, which is the limit.");
            }
        }
    }
}
