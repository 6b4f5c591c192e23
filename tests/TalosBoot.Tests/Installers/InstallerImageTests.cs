using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Installers;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Tests.Installers;

[TestFixture]
sealed class InstallerImageTests
{
    static readonly ImageReference BaseReference = ImageReference.Parse("ghcr.io/siderolabs/installer-base:v1.12.0");

    static ContainerImage Base(ContentSpool spool, int layers, string mediaType = OciMediaTypes.DockerLayerGzip)
    {
        var builder = new ContainerImageBuilder(new ImageConfig
        {
            Architecture = "arm64",
            OperatingSystem = "linux",
            Author = "gone",
            Runtime = new ImageRuntimeConfig
            {
                EntryPoint = ["/bin/installer"],
                Environment = ["VERSION=v1.3.0"],
                Labels = new Dictionary<string, string> { ["alpha.talos.dev/version"] = "v1.3.0" },
                OnBuild = ["RUN apk add --no-cache --update cpio squashfs-tools xz"],
            },
        });
        for (var index = 0; index < layers; index++)
        {
            var tree = new FileTree();
            tree.SetFile($"layer{index}", BlobSource.FromText($"{index}"));
            builder.AddLayer(LayerBuilder.BuildFromTree(tree, CompressionFormat.Gzip, spool).WithMediaType(mediaType));
        }

        return builder.Build("base");
    }

    static ValueTask<ContainerImage> BuildAsync(
        ContentSpool spool, ContainerImage basis, string version = "v1.12.0", Architecture architecture = Architecture.Amd64) =>
        InstallerImage.BuildAsync(
            basis, new TalosQuirks(TalosVersion.Parse(version)), architecture,
            [ArtifactsLayer.Plan(architecture, [("vmlinuz.efi", BlobSource.FromText("UKI")), ("systemd-boot.efi", BlobSource.FromText("SDBOOT"))])],
            spool, new BuildContext(), default);

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(3, 3)]
    public async Task Of_a_base_of_two_layers_the_first_is_taken_and_of_others_all(int layers, int taken)
    {
        using var spool = new ContentSpool();
        var basis = Base(spool, layers);
        var image = await BuildAsync(spool, basis);
        Assert.That(image.Layers.SkipLast(1).Select(layer => layer.Descriptor.Digest), Is.EqualTo(basis.Layers.Take(taken).Select(layer => layer.Descriptor.Digest)));
    }

    [TestCase("v1.9.5", OciMediaTypes.DockerLayerGzip)]
    [TestCase("v1.10.0", OciMediaTypes.LayerGzip)]
    public async Task Layers_of_the_base_keep_their_types_and_new_ones_have_those_of_the_release(string version, string added)
    {
        using var spool = new ContentSpool();
        var image = await BuildAsync(spool, Base(spool, 3), version);
        Assert.That(image.MediaType, Is.EqualTo(OciMediaTypes.Manifest));
        Assert.That(
            image.Manifest.Layers.Select(layer => layer.MediaType),
            Is.EqualTo(new[] { OciMediaTypes.DockerLayerGzip, OciMediaTypes.DockerLayerGzip, OciMediaTypes.DockerLayerGzip, added }));
    }

    [Test]
    public async Task The_configuration_is_as_upstream_writes_it_and_keeps_labels_and_hooks()
    {
        using var spool = new ContentSpool();
        var image = await BuildAsync(spool, Base(spool, 1));
        Assert.That(System.Text.Encoding.UTF8.GetString(image.ConfigBytes.Span), Is.EqualTo(
            "{\"architecture\":\"amd64\",\"created\":\"2019-06-01T21:34:52Z\",\"history\":[{\"created\":\"0001-01-01T00:00:00Z\"},{\"created\":\"0001-01-01T00:00:00Z\"}],"
            + $"\"os\":\"linux\",\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[\"{image.Layers[0].DiffId}\",\"sha256:ae47cd31459b9e3af8fec34450c447a4ffb49d8bc86aff573b9aa0d2e4e9b96b\"]}},"
            + "\"config\":{\"Entrypoint\":[\"/bin/installer\"],\"Env\":[\"VERSION=v1.3.0\"],\"Labels\":{\"alpha.talos.dev/version\":\"v1.3.0\"},"
            + "\"OnBuild\":[\"RUN apk add --no-cache --update cpio squashfs-tools xz\"]}}"));
    }

    [Test]
    public async Task What_cannot_be_a_base_is_refused()
    {
        using var spool = new ContentSpool();
        var empty = new ContainerImageBuilder(new ImageConfig()).Build("empty");
        foreach (var (basis, message) in new[] { (empty, "it has no layers"), (Base(spool, 1, "application/vnd.example.data"), "application/vnd.example.data") })
        {
            var failure = await Assert.ThrowsAsync<OverlayException>(async () => await BuildAsync(spool, basis));
            Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.InstallerBaseInvalid));
            Assert.That(failure.Message, Does.Contain(message));
        }
    }

    [Test]
    public async Task What_is_compressed_already_is_stored_and_not_kept_twice()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool(folder.Path, memoryLimit: 0);
        var uki = BlobSource.FromBytes(TestBytes.Noise(8_000_000)).AsCompressed();
        var image = await InstallerImage.BuildAsync(
            Base(spool, 1), new TalosQuirks(TalosVersion.Parse("v1.12.0")), Architecture.Amd64,
            [ArtifactsLayer.Plan(Architecture.Amd64, [("vmlinuz.efi", uki), ("systemd-boot.efi", BlobSource.FromBytes(TestBytes.Text(100_000)))])], spool, new BuildContext(), default);
        Assert.That(Directory.GetFiles(folder.Path).Sum(file => new FileInfo(file).Length), Is.LessThan(200_000), "Only what shrinks is kept.");
        Assert.That(image.Manifest.Layers[1].Size, Is.LessThan(8_160_000));
        var path = folder.WriteFile("layer.gz", (await image.Layers[1].OpenAsync()).ToArray());
        Assert.That(File.ReadAllBytes(path)[..10], Is.EqualTo(new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 0xFF }));
        var listing = ForeignTool.Run("tar", "-tvzf", path).Lines;
        Assert.That(listing.Select(line => line.Split(' ')[0] + " " + line.Split(' ')[^1]), Is.EqualTo(new[]
        {
            "---------- usr/install/amd64/systemd-boot.efi", "---------- usr/install/amd64/vmlinuz.efi",
        }));
    }

    [Test]
    public async Task The_archive_is_loaded_by_skopeo_and_unpacked_by_umoci()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = await BuildAsync(spool, Base(spool, 3));
        var path = folder["installer-amd64.tar"];
        await (await DockerArchiveWriter.PlanAsync(image, BaseReference)).WriteToFileAsync(path);
        ForeignTool.Run("skopeo", "copy", $"docker-archive:{path}:{BaseReference}", $"oci:{folder["copied"]}:v1");
        ForeignTool.Run("umoci", "unpack", "--rootless", "--image", $"{folder["copied"]}:v1", folder["bundle"]);
        Assert.That(Directory.GetFiles(folder["bundle", "rootfs"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder["bundle", "rootfs"], file)).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "layer0", "layer1", "layer2", "usr/install/amd64/systemd-boot.efi", "usr/install/amd64/vmlinuz.efi" }));
        Assert.That(await File.ReadAllTextAsync(folder["bundle", "rootfs", "usr/install/amd64/vmlinuz.efi"]), Is.EqualTo("UKI"));
        var read = await (await DockerArchive.OpenAsync(path, spool)).ResolveOnlyAsync(OciPlatform.Linux(Architecture.Amd64));
        Assert.That(read.ConfigBytes.ToArray(), Is.EqualTo(image.ConfigBytes.ToArray()));
    }

    [Test]
    public async Task Both_architectures_are_pushed_as_one_index_and_pulled_with_equal_digests()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        using var spool = new ContentSpool();
        using var client = new RegistryClient(new RegistryOptions());
        var basis = Base(spool, 1);
        ContainerImage[] images = [await BuildAsync(spool, basis), await BuildAsync(spool, basis, architecture: Architecture.Arm64)];
        var reference = ImageReference.Parse($"{registry.Host}/own/installer:v1.12.0");
        var index = await new RegistryImageWriter(client).PushIndexAsync(
            [.. images.Select(image => (image, new OciPlatform { OperatingSystem = "linux", Architecture = image.Config.Architecture }))], reference);
        ForeignTool.Run("skopeo", "copy", "--all", "--src-tls-verify=false", $"docker://{reference}", $"oci:{folder["all"]}:v1");
        Assert.That(OciLayout.Open(folder["all"]).Index.Manifests.Single().Digest, Is.EqualTo(index.Digest));
        var entries = ForeignTool.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{reference}").Output;
        Assert.That(
            System.Text.Json.JsonDocument.Parse(entries).RootElement.GetProperty("manifests").EnumerateArray()
                .Select(entry => (entry.GetProperty("platform").GetProperty("architecture").GetString(), entry.GetProperty("digest").GetString())),
            Is.EqualTo(images.Select(image => (image.Config.Architecture, image.Digest.ToString()))));
        foreach (var image in images)
        {
            ForeignTool.Run(
                "skopeo", "copy", "--src-tls-verify=false", $"--override-arch={image.Config.Architecture}", $"docker://{reference}", $"oci:{folder[image.Config.Architecture]}:v1");
            Assert.That(OciLayout.Open(folder[image.Config.Architecture]).Index.Manifests.Single().Digest, Is.EqualTo(image.Digest));
            using var source = new RegistryImageSource(client);
            var tree = await (await source.ResolveAsync(reference, OciPlatform.Parse($"linux/{image.Config.Architecture}"))).FlattenAsync(spool);
            Assert.That(tree.Find($"usr/install/{image.Config.Architecture}/vmlinuz.efi"), Is.InstanceOf<RegularFile>());
        }
    }
}
