using TalosBoot.Archives.Trees;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>The judge that counts: a Linux kernel mounts a volume and works with it. Only root can ask it.</summary>
static class KernelVolume
{
    /// <summary>
    /// Mounts a volume for reading and writing, compares what is there, makes and removes 1,000 files, removes some that were there, and
    /// unmounts it.
    /// </summary>
    public static void Exercise(TemporaryFolder folder, string image, string type, FileTree tree)
    {
        using var mount = KernelMount.Of(folder, image, type, "rw");
        Compare(mount.Folder, tree);
        Work(mount.Folder);
    }

    static void Compare(string mount, FileTree tree)
    {
        foreach (var (path, entry) in tree.Walk())
        {
            if (path.Contains('\uDCFF', StringComparison.Ordinal))
            {
                continue;
            }

            var place = Path.Combine(mount, path);
            switch (entry)
            {
                case RegularFile file:
                    Assert.That(new FileInfo(place).Length, Is.EqualTo(file.Content.Length), path);
                    if (file.Content.Length < 64 * 1024 * 1024)
                    {
                        Assert.That(File.ReadAllBytes(place).AsSpan().SequenceEqual(file.Content.ToArray()), path);
                    }

                    break;
                case SymbolicLink link:
                    Assert.That(new FileInfo(place).LinkTarget, Is.EqualTo(link.Target), path);
                    break;
                case DirectoryNode:
                    Assert.That(Directory.Exists(place), path);
                    break;
            }
        }

        var names = ForeignTool.Run("find", mount, "-mindepth", "1", "-not", "-name", "lost+found", "-printf", "x").Output.Length;
        Assert.That(names, Is.EqualTo(tree.Walk().Count()));
    }

    static void Work(string mount)
    {
        var folder = Path.Combine(mount, "work");
        Directory.CreateDirectory(folder);
        for (var index = 0; index < 1000; index++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"file {index}"), TestBytes.Noise(index * 7, (ulong)index));
        }

        for (var index = 0; index < 1000; index++)
        {
            File.Delete(Path.Combine(folder, $"file {index}"));
        }

        Directory.Delete(folder);

        // What was there can be changed as well: names taken out and put in, links removed, files rewritten.
        foreach (var directory in Directory.EnumerateDirectories(mount).Order(StringComparer.Ordinal).ToArray())
        {
            var files = Directory.EnumerateFiles(directory).Where(file => !file.Contains('\uFFFD', StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).ToArray();
            foreach (var file in files.Where((_, index) => index % 3 == 0))
            {
                File.Delete(file);
            }

            if (files.Length > 0)
            {
                File.WriteAllBytes(Path.Combine(directory, "new"), TestBytes.Noise(100_000));
                File.Delete(Path.Combine(directory, "new"));
            }
        }
    }
}
