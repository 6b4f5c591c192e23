using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;
using TalosBoot.Tests.Disks;

namespace TalosBoot.Tests.Assets;

/// <summary>What is under way when an asset is disposed ends well.</summary>
public sealed class AssetLifetimeTests
{
    const int Length = 4 << 20;

    TemporaryFolder _folder = null!;
    DiskEngine _engine = null!;

    [SetUp]
    public void Create() => (_folder, _engine) = (new TemporaryFolder(), new DiskEngine());

    [TearDown]
    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task A_push_ends_well_and_tells_how_far_it_is()
    {
        using var registry = DockerRegistry.Start(_folder);
        var (asset, sent) = (await PlanInstallerAsync(), new DisposingProgress(BuildStage.Push));
        var reference = $"{registry.Host}/own/installer:v1";
        var descriptor = await asset.PushAsync(reference, sent.Of(asset));

        ForeignTool.Run("skopeo", "copy", "--src-tls-verify=false", $"docker://{reference}", $"oci:{_folder["pulled"]}:v1");
        Assert.That(OciLayout.Open(_folder["pulled"]).Index.Manifests.Single().Digest, Is.EqualTo(descriptor.Digest));
        var manifest = asset.Image!.Manifest;
        var last = sent.Reports.GroupBy(report => report.Item).ToDictionary(blob => blob.Key, blob => blob.Last());
        Assert.That(
            last.Values.Select(report => (report.Item, report.BytesDone, report.BytesTotal)),
            Is.EquivalentTo(manifest.Layers.Append(manifest.Config).DistinctBy(blob => blob.Digest)
                .Select(blob => (blob.Digest.ToString(), blob.Size, (long?)blob.Size))));
        Assert.That(async () => await asset.PushAsync(reference), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_write_to_a_layout_ends_well_and_tells_how_far_it_is()
    {
        var (asset, written) = (await PlanInstallerAsync(), new DisposingProgress(BuildStage.Write));
        await asset.WriteToOciLayoutAsync(_folder["layout"], null, written.Of(asset));

        ForeignTool.Run("skopeo", "copy", $"oci:{_folder["layout"]}", $"docker-archive:{_folder["archive.tar"]}");
        Assert.That(written.Reports[^1].BytesDone, Is.EqualTo(written.Reports[^1].BytesTotal).And.Positive);
        Assert.That(async () => await asset.WriteToOciLayoutAsync(_folder["other"]), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task What_is_packed_for_random_reads_is_packed_to_its_end()
    {
        var asset = await _engine.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Gz).PlanAsync();
        var content = await asset.PackAsync(new DisposingProgress(BuildStage.Pack).Of(asset));
        Assert.That(content.Length, Is.Positive);
        Assert.That(async () => await asset.PackAsync(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_stream_reads_on()
    {
        var asset = await _engine.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Raw).PlanAsync();
        var expected = asset.Content.Slice(0, Length).ToArray();
        var stream = asset.OpenRead();
        asset.Dispose();
        var read = new byte[Length];
        await stream.ReadExactlyAsync(read);
        Assert.That(read, Is.EqualTo(expected));
        await stream.DisposeAsync();
        Assert.That(() => stream.ReadByte(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => asset.OpenRead(), Throws.TypeOf<ObjectDisposedException>());
    }

    Task<BootAsset> PlanInstallerAsync() => _engine.Engine.CreateAsset().ForTalos("v1.13.0").ForArchitecture(Architecture.Amd64).ForPlatform("metal").AsInstaller().PlanAsync();

    /// <summary>Disposes an asset when a stage tells of itself for the first time.</summary>
    sealed class DisposingProgress(BuildStage stage)
    {
        readonly Lock _lock = new();

        public List<BuildProgress> Reports { get; } = [];

        public IProgress<BuildProgress> Of(BootAsset asset) => new Handler(report =>
        {
            if (report.Stage == stage)
            {
                lock (_lock)
                {
                    Reports.Add(report);
                }

                asset.Dispose();
            }
        });

        sealed class Handler(Action<BuildProgress> handle) : IProgress<BuildProgress>
        {
            public void Report(BuildProgress value) => handle(value);
        }
    }
}
