using BenchmarkDotNet.Attributes;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Benchmarks;

/// <summary>A cpio archive of 60 MB of programs, against copying the same bytes.</summary>
public class CpioBenchmarks
{
    FileTree _tree = null!;
    BlobSource[] _contents = null!;

    [GlobalSetup]
    public void Setup()
    {
        _tree = SampleContent.ProgramTree();
        _contents = [.. _tree.Walk().Select(item => item.Entry).OfType<RegularFile>().Select(file => file.Content)];
    }

    [Benchmark(Baseline = true)]
    public Task Copy() => BlobSource.Concat(_contents).WriteToStreamAsync(Stream.Null);

    [Benchmark]
    public Task Archive() => CpioArchive.Plan(_tree).WriteToStreamAsync(Stream.Null);
}
