using BenchmarkDotNet.Attributes;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.Benchmarks;

/// <summary>A squashfs image of an extension of 60 MB of programs, or of the files of the folder that TALOSBOOT_BENCHMARK_TREE names.</summary>
public class SquashFsBenchmarks
{
    FileTree _tree = null!;

    [GlobalSetup]
    public void Setup() => _tree = SampleContent.ProgramTree();

    [Benchmark]
    public Task<long> Zstd() => BuildAsync(SquashFsCompression.Zstd);

    [Benchmark]
    public Task<long> Xz() => BuildAsync(SquashFsCompression.Xz);

    [Benchmark(Baseline = true)]
    public Task<long> Uncompressed() => BuildAsync(SquashFsCompression.None);

    async Task<long> BuildAsync(SquashFsCompression compression)
    {
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(_tree, new SquashFsOptions { Compression = compression }).BuildAsync(spool);
        Console.WriteLine($"{compression}: {image.Length} bytes");
        return image.Length;
    }
}
