using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>
/// Many builds on one engine at once do the work of the distinct ones. Work is counted here, so that a busy machine makes no difference; benchmarks/parallel.sh
/// has the processor time.
/// </summary>
[NonParallelizable]
public sealed class ParallelBuildTests
{
    const int Builds = 32;
    const int Kinds = 8;
    const int Processors = 2;
    const long Memory = 300L << 20;

    static readonly string[] Extensions = ["demo-hello", "demo-tools", "demo-ucode"];

    [Test]
    public async Task Thirty_two_builds_of_eight_assets_compress_each_extension_once_and_stay_within_their_budget()
    {
        using var folder = new TemporaryFolder();
        var spool = Directory.CreateDirectory(folder["spool"]).FullName;
        var work = new WorkCount();
        var logger = new RecordingLogger();
        await using (var engine = TalosBootEngine.Create(options =>
        {
            options.Images = OciLayout.Open(DemoRelease.Folder);
            options.CacheDirectory = folder["cache"];
            options.SpoolDirectory = spool;
            options.MaxDegreeOfParallelism = Processors;
            options.MaximumWorkMemory = Memory;
            options.LoggerFactory = logger;
        }))
        {
            var digests = await Task.WhenAll(Enumerable.Range(0, Builds).Select(number => BuildAsync(engine, number % Kinds, work)));
            Assert.That(digests.Distinct().Count(), Is.EqualTo(Kinds));
            Assert.That(digests.Select((digest, number) => digest == digests[number % Kinds]), Is.All.True);
            Assert.That(engine.Budget.PeakProcessors, Is.LessThanOrEqualTo(Processors));
            Assert.That(engine.Budget.PeakMemory, Is.LessThanOrEqualTo(Memory));
        }

        Assert.That(work.Of(BuildStage.Squash), Is.EqualTo(Extensions.Length), "Each extension is compressed once, and so is each layer.");
        Assert.That(
            logger.Messages.Count(message => message.Contains("imager", StringComparison.Ordinal) && message.Contains("is read", StringComparison.Ordinal)),
            Is.EqualTo(1), "The imager image is unpacked once.");
        Assert.That(Directory.GetFileSystemEntries(spool), Is.Empty);
        Assert.That(Directory.GetFiles(folder["cache"], "*.partial*", SearchOption.AllDirectories), Is.Empty);
    }

    /// <summary>Eight assets: four choices of extensions, as an ISO and as a UKI.</summary>
    static async Task<Digest> BuildAsync(TalosBootEngine engine, int kind, WorkCount work)
    {
        var builder = engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)
            .Customize(custom => custom.AddExtensionImage(Extensions.Take(kind / 2).Select(name => DemoRelease.Reference(name, "v1.0.0"))));
        using var asset = await Task.Run(() => (kind % 2 == 0 ? builder.AsUki() : builder.AsInitramfs()).PlanAsync(work));
        return Digest.Sha256(asset.Content);
    }

    sealed class WorkCount : IProgress<BuildProgress>
    {
        readonly ConcurrentDictionary<(BuildStage Stage, string Item), int> _begun = [];

        public int Of(BuildStage stage) => _begun.Where(item => item.Key.Stage == stage).Sum(item => item.Value);

        public void Report(BuildProgress value)
        {
            if (value.BytesDone == 0)
            {
                _begun.AddOrUpdate((value.Stage, value.Item), 1, (_, count) => count + 1);
            }
        }
    }
}
