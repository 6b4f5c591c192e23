namespace TalosBoot.Schematics.Tests;

/// <summary>The promises of memory; the benchmarks have those of time.</summary>
[NonParallelizable]
sealed class SchematicPerformanceTests
{
    const string BareMetal =
        """
        # bare-metal.yaml
        customization:
          extraKernelArgs:
            - net.ifnames=0
          systemExtensions:
            officialExtensions:
              - siderolabs/gvisor
              - siderolabs/intel-ucode
        """;

    [Test]
    public void Reading_and_identifying_a_schematic_takes_less_than_16_KiB()
    {
        for (var round = 0; round < 100; round++)
        {
            Schematic.Parse(BareMetal).Id();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var schematic = Schematic.Parse(BareMetal);
        var read = GC.GetAllocatedBytesForCurrentThread();
        schematic.Id();
        var identified = GC.GetAllocatedBytesForCurrentThread();
        TestContext.Out.WriteLine($"read {read - before} bytes, identify {identified - read} bytes");
        Assert.That(identified - before, Is.LessThan(16 * 1024));
    }

    [Test]
    public void Ten_thousand_schematics_take_no_more_each_than_one()
    {
        var documents = Enumerable.Range(0, 10_000).Select(index => $"{BareMetal}\n      - siderolabs/extension-{index}\n").ToList();
        Schematic.Parse(documents[0]).Id();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var ids = documents.Select(document => Schematic.Parse(document).Id()).ToHashSet();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(ids, Has.Count.EqualTo(10_000));
        Assert.That(allocated, Is.LessThan(10_000L * 16 * 1024));
    }
}
