using System.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Benchmarks;

/// <summary>
/// Processor time of 32 builds of eight assets at once on one engine, against that of the eight one after the other, and of the eight at once: <c>parallel RELEASE [ROUNDS]</c>.
/// Each engine begins with an empty cache. The eight at once tell what the machine itself adds when all its processors are busy, which share caches and units.
/// </summary>
static class ParallelBuilds
{
    const int Builds = 32;
    const int Kinds = 8;
    const long Memory = 512L << 20;

    static readonly string[] Extensions = ["demo-hello", "demo-tools", "demo-ucode"];

    public static async Task RunAsync(string release, int rounds)
    {
        // What the process does once, such as compiling this program, is done before.
        await BuildAllAsync(release, Kinds, isParallel: false);
        var ratios = new List<(double Ordered, double AtOnce)>();
        for (var round = 1; round <= rounds; round++)
        {
            var one = await BuildAllAsync(release, Kinds, isParallel: false);
            var eight = await BuildAllAsync(release, Kinds, isParallel: true);
            var all = await BuildAllAsync(release, Builds, isParallel: true);
            ratios.Add((all / one, all / eight));
            Console.WriteLine(
                $"{Kinds} one after the other {one.TotalSeconds:0.00} s, {Kinds} at once {eight.TotalSeconds:0.00} s, {Builds} at once {all.TotalSeconds:0.00} s: {all / one:0.00}, {all / eight:0.00}");
        }

        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"median {Median.Of(ratios.Select(ratio => ratio.Ordered)):0.00}, {Median.Of(ratios.Select(ratio => ratio.AtOnce)):0.00}; peak of the process {process.PeakWorkingSet64 >> 20} MiB");
    }

    static async Task<TimeSpan> BuildAllAsync(string release, int count, bool isParallel)
    {
        var folder = Directory.CreateTempSubdirectory("talosboot-benchmark-");
        try
        {
            var before = Environment.CpuUsage.TotalTime;
            await using (var engine = TalosBootEngine.Create(options =>
            {
                options.Images = OciLayout.Open(release);
                options.CacheDirectory = folder.FullName;
                options.MaximumWorkMemory = Memory;
            }))
            {
                if (isParallel)
                {
                    await Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => BuildAsync(engine, number % Kinds))));
                }
                else
                {
                    for (var number = 0; number < count; number++)
                    {
                        await BuildAsync(engine, number % Kinds);
                    }
                }

                if (engine.Budget.PeakMemory > Memory || engine.Budget.PeakProcessors > engine.Budget.Processors)
                {
                    throw new InvalidOperationException($"The budget was left: {engine.Budget.PeakMemory} bytes, {engine.Budget.PeakProcessors} threads.");
                }
            }

            return Environment.CpuUsage.TotalTime - before;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Four choices of extensions, as an ISO and as an initramfs.</summary>
    static async Task BuildAsync(TalosBootEngine engine, int kind)
    {
        var builder = engine.CreateAsset().ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64)
            .Customize(custom => custom.AddExtensionImage(Extensions.Take(kind / 2).Select(name => $"ghcr.io/siderolabs/{name}:v1.0.0")));
        using var asset = await (kind % 2 == 0 ? builder.AsIso() : builder.AsInitramfs()).PlanAsync();
    }
}
