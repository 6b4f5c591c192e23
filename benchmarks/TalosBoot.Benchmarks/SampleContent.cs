using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Benchmarks;

/// <summary>Contents that every machine makes alike: machine code is stood in for by the assemblies of the runtime.</summary>
static class SampleContent
{
    /// <summary>The files of the folder that TALOSBOOT_BENCHMARK_TREE names, or about 60 MB of compiled code in some hundred files.</summary>
    public static FileTree ProgramTree(long size = 60_000_000)
    {
        var tree = new FileTree();
        if (Environment.GetEnvironmentVariable("TALOSBOOT_BENCHMARK_TREE") is { Length: > 0 } folder)
        {
            foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            {
                tree.SetFile(Path.GetRelativePath(folder, file), BlobSource.FromFile(file));
            }

            return tree;
        }

        var files = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Order(StringComparer.Ordinal).ToArray();
        var total = 0L;
        for (var index = 0; total < size; index++)
        {
            var content = BlobSource.FromFile(files[index % files.Length]);
            tree.SetFile($"usr/lib/set{index / files.Length}/{Path.GetFileName(files[index % files.Length])}", content);
            total += content.Length;
        }

        return tree;
    }

    /// <summary>Bytes that do not shrink, held once and repeated.</summary>
    public static BlobSource Noise(long length)
    {
        var block = new byte[1 << 20];
        var state = 0x9E37_79B9_7F4A_7C15UL;
        for (var index = 0; index < block.Length; index++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            block[index] = (byte)(state >> 24);
        }

        var source = BlobSource.FromBytes(block);
        return BlobSource.Concat([.. Enumerable.Repeat(source, (int)(length >> 20))]);
    }
}
