using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Uki;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>The picture of a UKI is the one that was given, or that of an official UKI in an installer image.</summary>
[NonParallelizable]
public sealed class SplashTests
{
    const string OfficialUkiImage = "ghcr.io/siderolabs/installer:{version}";
    static readonly byte[] Picture = [.. "BM"u8, .. TestBytes.Noise(5_000)];

    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task A_picture_that_is_given_is_in_the_uki_and_measured()
    {
        using var plain = await PlanAsync(_ => { });
        using var asset = await PlanAsync(options => options.Splash = BlobSource.FromBytes(Picture));
        var uki = UkiReader.Open(asset.Content);
        Assert.That(uki.Splash!.ToArray(), Is.EqualTo(Picture));
        Assert.That(
            uki.Image.Sections.Select(section => section.Name).SkipWhile(name => name != ".osrel").Take(5),
            Is.EqualTo(new[] { ".osrel", ".cmdline", ".uname", ".splash", ".linux" }));
        Assert.That(Pcr11(asset), Is.Not.EqualTo(Pcr11(plain)));
    }

    [TestCase(Architecture.Amd64)]
    [TestCase(Architecture.Arm64)]
    public async Task The_picture_of_an_official_uki_is_taken_over(Architecture architecture)
    {
        using var official = await PlanAsync(options => options.Splash = BlobSource.FromBytes(Picture), architecture);
        await WriteInstallerAsync($"usr/install/{architecture.ToName()}/vmlinuz.efi", official.Content, architecture);
        using var asset = await PlanAsync(UseInstaller, architecture);
        Assert.That(Digest.Sha256(asset.Content), Is.EqualTo(Digest.Sha256(official.Content)));
    }

    [Test]
    public async Task An_official_uki_without_a_picture_gives_none()
    {
        using var official = await PlanAsync(_ => { });
        await WriteInstallerAsync("usr/install/amd64/vmlinuz.efi", official.Content);
        using var asset = await PlanAsync(UseInstaller);
        Assert.That(UkiReader.Open(asset.Content).Splash, Is.Null);
    }

    [TestCase("usr/install/amd64/vmlinuz", DiagnosticIds.FileMissingInImage)]
    [TestCase("usr/install/amd64/vmlinuz.efi", DiagnosticIds.NotAPeImage)]
    public async Task An_image_without_an_official_uki_is_an_error(string path, string id)
    {
        await WriteInstallerAsync(path, BlobSource.FromBytes(new byte[1000]));
        Assert.That(
            async () => await PlanAsync(UseInstaller),
            Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(id));
    }

    static string Pcr11(BootAsset asset) => asset.Measure()!.Find("main", PcrBank.Sha256, BootPhase.EnterMachined).ValueText;

    static async Task<BootAsset> PlanAsync(Action<TalosBootOptions> configure, Architecture architecture = Architecture.Amd64)
    {
        await using var engine = DemoEngine.Create(configure);
        return await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(architecture).AsUki().PlanAsync();
    }

    void UseInstaller(TalosBootOptions options)
    {
        options.OfficialUkiImage = OfficialUkiImage;
        options.Images = new JoinedImages(OciLayout.Open(_folder["installer"]), options.Images!);
    }

    async Task WriteInstallerAsync(string path, BlobSource content, Architecture architecture = Architecture.Amd64)
    {
        using var spool = new ContentSpool();
        var tree = new FileTree();
        tree.SetFile(path, content);
        var image = new ContainerImageBuilder(new ImageConfig { OperatingSystem = "linux", Architecture = architecture.ToName() })
            .AddLayer(LayerBuilder.BuildFromTree(tree, CompressionFormat.Gzip, spool))
            .Build("installer");
        await OciLayoutWriter.Open(_folder["installer"]).AddAsync(
            image, new OciPlatform { OperatingSystem = "linux", Architecture = architecture.ToName() }, ImageReference.Parse(DemoRelease.Reference("installer")));
    }

    /// <summary>Images of a layout, and of a second source those that the layout has not.</summary>
    sealed class JoinedImages(OciLayout first, IContainerImageSource second) : IContainerImageSource
    {
        public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default) =>
            (reference.Repository.EndsWith("/installer", StringComparison.Ordinal) ? first : second).ResolveAsync(reference, platform, cancellationToken);
    }
}
