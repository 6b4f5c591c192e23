using TalosBoot.Archives.Trees;
using TalosBoot.Testing;

namespace TalosBoot.Archives.Tests;

/// <summary>Makes a tree of files, links and directories on the disk, for foreign programs to pack.</summary>
static class TreeOnDisk
{
    public static void Write(FileTree tree, string folder)
    {
        Directory.CreateDirectory(folder);
        var names = new Dictionary<FileTreeEntry, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, entry) in tree.Walk())
        {
            var target = Path.Combine(folder, path);
            if (!names.TryAdd(entry, target))
            {
                ForeignTool.Run("ln", "-P", names[entry], target);
                continue;
            }

            switch (entry)
            {
                case DirectoryNode:
                    Directory.CreateDirectory(target);
                    break;
                case RegularFile file:
                    File.WriteAllBytes(target, file.Content.ToArray());
                    break;
                case SymbolicLink link:
                    File.CreateSymbolicLink(target, link.Target);
                    break;
            }
        }

        foreach (var (path, entry) in tree.Walk().Reverse())
        {
            if (entry is SymbolicLink)
            {
                entry.Metadata = entry.Metadata with { Mode = 0x1FF };
                continue;
            }

            // Keep the owner's access, so that an ordinary user can read the tree and remove it.
            var access = entry is DirectoryNode ? 0x1C0 : 0x180;
            entry.Metadata = entry.Metadata with { Mode = (entry.Metadata.Mode & 0x1FF) | access };
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(folder, path), (UnixFileMode)entry.Metadata.Mode);
            }
        }
    }

    /// <summary>Sets the time of all that is there.</summary>
    public static void Touch(string folder, long time) =>
        ForeignTool.Run("find", folder, "-exec", "touch", "-h", "-d", $"@{time}", "{}", "+");
}
