using BenchmarkDotNet.Attributes;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.Benchmarks;

/// <summary>A squashfs image of an extension of 60 MB of programs.</summary>
public class SquashFsBenchmarks
{
    FileTree _tree = null!;

    [GlobalSetup]
    public void Setup() => _tree = SampleContent.ProgramTree();

    [Benchmark]
    public async Task<long> Zstd()
    {
        using var spool = new ContentSpool();
        return (await new SquashFsImageBuilder(_tree).BuildAsync(spool)).Length;
    }

    [Benchmark(Baseline = true)]
    public async Task<long> Uncompressed()
    {
        using var spool = new ContentSpool();
        return (await new SquashFsImageBuilder(_tree, new SquashFsOptions { Compression = SquashFsCompression.None }).BuildAsync(spool)).Length;
    }
}
