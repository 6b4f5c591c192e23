using BenchmarkDotNet.Attributes;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Planning.Bootloaders;

namespace TalosBoot.Benchmarks;

/// <summary>A FAT volume and an ISO around a UKI of 150 MB: laying out, and laying out and reading every byte, against reading the same bytes.</summary>
public class IsoBenchmarks
{
    readonly BlobSource _uki = SampleContent.Noise(150L << 20);

    [Benchmark(Baseline = true)]
    public Task ReadTheSameBytes() => BlobSource.Concat(_uki, _uki).WriteToStreamAsync(Stream.Null);

    [Benchmark]
    public long Plan() => Build().Length;

    /// <summary>What a reader of a streamed image waits for, once its parts are there.</summary>
    [Benchmark]
    public int PlanAndReadTheFirstByte()
    {
        using var reader = Build().OpenRead();
        return reader.ReadByte();
    }

    [Benchmark]
    public Task PlanAndRead() => Build().WriteToStreamAsync(Stream.Null);

    BlobSource Build()
    {
        var tree = new FileTree();
        tree.SetFile("EFI/Linux/Talos-v1.12.0.efi", _uki);
        var esp = FatImageBuilder.Build(tree, EfiVolumes.ForIso(EfiVolumes.IsoSize(_uki.Length)));
        return IsoImageBuilder.Build(tree, new IsoOptions { EfiSystemPartition = esp });
    }
}
