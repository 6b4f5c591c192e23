using BenchmarkDotNet.Attributes;
using TalosBoot.Core.Content;

namespace TalosBoot.Benchmarks;

/// <summary>SHA-256 of a source of 320 MB that is half holes, against hashing as many bytes of memory.</summary>
public class DigestBenchmarks
{
    readonly BlobSource _sparse = BlobSource.Concat(SampleContent.Noise(80L << 20), BlobSource.Zeros(160L << 20), SampleContent.Noise(80L << 20));
    readonly byte[] _block = SampleContent.Noise(1L << 20).ToArray();

    [Benchmark(Baseline = true)]
    public byte[] HashMemory()
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        for (var index = 0; index < 320; index++)
        {
            hash.AppendData(_block);
        }

        return hash.GetHashAndReset();
    }

    [Benchmark]
    public Digest HashSparseImage() => Digest.Sha256(_sparse);
}
