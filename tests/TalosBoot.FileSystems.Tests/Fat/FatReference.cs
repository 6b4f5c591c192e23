using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

/// <summary>Volumes that mkfs.fat and mcopy make, in the order in which this project's builder goes through a tree.</summary>
internal static class FatReference
{
    /// <summary>Formats a file with mkfs.fat.</summary>
    public static string Format(TemporaryFolder folder, FatOptions options)
    {
        var path = TryFormat(folder, options);
        Assert.That(path, Is.Not.Null, $"mkfs.fat makes no volume of {options}.");
        return path!;
    }

    /// <summary>Formats a file with mkfs.fat; null if it refuses.</summary>
    public static string? TryFormat(TemporaryFolder folder, FatOptions options)
    {
        var path = folder["reference.img"];
        using (var file = File.Create(path))
        {
            file.SetLength(options.Size);
        }

        List<string> arguments = ["--invariant", "-S", $"{options.SectorSize}", "-f", $"{options.FatCount}", "-i",
            $"{options.SerialNumber:x8}"];
        Add("-F", options.Type is { } type ? (int)type : null);
        Add("-s", options.SectorsPerCluster);
        Add("-R", options.ReservedSectors);
        Add("-r", options.RootEntries);
        Add("-h", options.HiddenSectors == 0 ? null : (int)options.HiddenSectors);
        if (options.Media is { } media)
        {
            arguments.AddRange(["-M", $"0x{media:x2}"]);
        }

        if (options.Label is { } label)
        {
            arguments.AddRange(["-n", label]);
        }

        return ForeignTool.TryRun("mkfs.fat", [.. arguments, path]).ExitCode == 0 ? path : null;

        void Add(string name, int? value)
        {
            if (value is { } number)
            {
                arguments.AddRange([name, number.ToString(CultureInfo.InvariantCulture)]);
            }
        }
    }

    /// <summary>
    /// Copies a tree with mcopy, entry by entry: of a whole directory, it would take the entries in the order in which the host lists them.
    /// </summary>
    public static void Populate(TemporaryFolder folder, string image, FileTree tree)
    {
        var pending = new List<string>();
        var target = string.Empty;
        var count = 0;
        foreach (var (path, entry) in tree.Walk())
        {
            var parent = Path.GetDirectoryName(path) ?? string.Empty;
            if (parent != target)
            {
                Flush();
            }

            target = parent;
            pending.Add(Stage(folder[$"stage{count++}", Path.GetFileName(path)], entry));
        }

        Flush();

        void Flush()
        {
            if (pending.Count > 0)
            {
                ForeignTool.Run("mcopy", ["-s", "-p", "-Q", "-m", "-i", image, .. pending, $"::/{target}"]);
                pending.Clear();
            }
        }
    }

    /// <summary>Puts a file, or an empty directory, where mcopy can take it from.</summary>
    static string Stage(string path, FileTreeEntry entry)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(entry.Metadata.ModifiedAt).UtcDateTime;
        if (entry is RegularFile file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content.ToArray());
            File.SetLastWriteTimeUtc(path, time);
        }
        else
        {
            Directory.CreateDirectory(path);
            Directory.SetLastWriteTimeUtc(path, time);
        }

        return path;
    }

    /// <summary>The start of a file, or all of it if it is shorter.</summary>
    public static byte[] ReadStart(string path, int length)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, length)];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Lets fsck.fat look for faults: besides its version it says one line if it finds none.</summary>
    public static void Check(string image)
    {
        var result = ForeignTool.Run("fsck.fat", "-n", image);
        Assert.That(result.Lines, Has.Length.EqualTo(2), result.Output);
        Assert.That(result.Lines[1], Does.Match(@": \d+ files, \d+/\d+ clusters$"));
    }

    /// <summary>All that mcopy finds in a volume: contents by path, and null for a directory.</summary>
    public static SortedDictionary<string, byte[]?> Extract(TemporaryFolder folder, string image)
    {
        var target = folder["extracted"];
        Directory.CreateDirectory(target);
        ForeignTool.Run("mcopy", "-s", "-Q", "-n", "-i", image, "::", target);
        var result = new SortedDictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFileSystemEntries(target, "*", SearchOption.AllDirectories))
        {
            result.Add(Path.GetRelativePath(target, path), Directory.Exists(path) ? null : File.ReadAllBytes(path));
        }

        return result;
    }

    /// <summary>The same of a tree.</summary>
    public static SortedDictionary<string, byte[]?> Contents(FileTree tree)
    {
        var result = new SortedDictionary<string, byte[]?>(StringComparer.Ordinal);
        foreach (var (path, entry) in tree.Walk())
        {
            result.Add(path, entry is RegularFile file ? file.Content.ToArray() : null);
        }

        return result;
    }
}
