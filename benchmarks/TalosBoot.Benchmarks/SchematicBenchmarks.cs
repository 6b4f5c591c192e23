using BenchmarkDotNet.Attributes;
using TalosBoot.Schematics;

namespace TalosBoot.Benchmarks;

/// <summary>The ID of a schematic as users write it: a document in, an ID out. At most 20 µs and 16 KiB.</summary>
public class SchematicBenchmarks
{
    const string Document = """
        customization:
          extraKernelArgs:
            - vga=791
          meta:
            - key: 12
              value: "{}"
          systemExtensions:
            officialExtensions:
              - siderolabs/gvisor
              - siderolabs/amd-ucode
        overlay:
          name: rpi_generic
          image: siderolabs/sbc-raspberrypi
          options:
            data: "mydata"
        """;

    readonly string[] _distinct = [.. Enumerable.Range(0, 10_000).Select(index => Document.Replace("791", $"{index}", StringComparison.Ordinal))];

    [Benchmark(Baseline = true)]
    public string ParseAndId() => Schematic.Parse(Document).Id().Hex;

    [Benchmark]
    public int TenThousandDistinct() => _distinct.Count(document => Schematic.Parse(document).Id().Hex.Length == 64);
}
