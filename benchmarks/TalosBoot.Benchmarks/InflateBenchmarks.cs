using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using TalosBoot.Archives.Tar;
using TalosBoot.Compression;

namespace TalosBoot.Benchmarks;

/// <summary>Reads a layer of about 60 MB of compiled code that gzip made small, against the zlib-ng that .NET carries.</summary>
public class InflateBenchmarks
{
    readonly byte[] _buffer = new byte[64 * 1024];
    byte[] _layer = [];

    [GlobalSetup]
    public void Setup()
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal))
        {
            TarArchive.Plan(SampleContent.ProgramTree()).OpenRead().CopyTo(gzip);
        }

        _layer = output.ToArray();
    }

    [Benchmark(Baseline = true)]
    public long ZlibNg() => Drain(new GZipStream(new MemoryStream(_layer), CompressionMode.Decompress));

    [Benchmark]
    public long TalosBoot() => Drain(Decompressor.Open(new MemoryStream(_layer), CompressionFormat.Gzip));

    long Drain(Stream stream)
    {
        using (stream)
        {
            var total = 0L;
            for (int count; (count = stream.Read(_buffer)) > 0;)
            {
                total += count;
            }

            return total;
        }
    }
}
