using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Oci.Tests.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Caching;

/// <summary>Bytes that change in the folder of a cache after they were fetched.</summary>
[TestFixture]
sealed class DamagedCacheTests
{
    const string Repository = "test/image";

    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly string[] Expected = ["a=1", "b=2"];

    static async Task<string[]> ReadAsync(FaultRegistry registry, TemporaryFolder folder)
    {
        using var client = new RegistryClient(TestRegistry.Options);
        using var source = new RegistryImageSource(client, BlobCache.Open(folder["cache"]));
        using var spool = new ContentSpool();
        var image = await source.ResolveAsync(ImageReference.Parse($"{registry.Host}/{Repository}:v1"), Amd64);
        return Layer.Text(await image.FlattenAsync(spool));
    }

    static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>An index with one image, whose lower layer is compressed and whose upper one is not.</summary>
    static async Task<ContainerImage> ServeAsync(FaultRegistry registry)
    {
        using var spool = new ContentSpool();
        var image = new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" })
            .AddLayer(LayerBuilder.BuildFromArchive(BlobSource.FromBytes(Layer.Of("a=1")), CompressionFormat.Gzip, spool))
            .AddLayer(LayerBuilder.BuildFromArchive(BlobSource.FromBytes(Layer.Of("b=2")), CompressionFormat.None, spool))
            .Build("test");
        foreach (var layer in image.Layers)
        {
            registry.AddBlob(Repository, (await layer.OpenAsync()).ToArray());
        }

        registry.AddBlob(Repository, image.ConfigBytes.ToArray());
        registry.AddManifest(Repository, "child", image.MediaType, image.ManifestBytes.ToArray());
        var entry = new OciDescriptor { MediaType = image.MediaType, Size = image.ManifestBytes.Length, Digest = image.Digest };
        registry.AddManifest(Repository, "v1", OciMediaTypes.Index, GoJson.Serialize(new OciIndex { MediaType = OciMediaTypes.Index, Manifests = [entry] }));
        return image;
    }

    [Test]
    public async Task Two_hundred_changes_at_random_give_the_same_bytes_or_a_clear_error()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new FaultRegistry();
        await ServeAsync(registry);
        var random = new Random(17);
        for (var change = 0; change < 200; change++)
        {
            Assert.That(await ReadAsync(registry, folder), Is.EqualTo(Expected));
            var files = Directory.GetFiles(folder["cache"], "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0).Order().ToArray();
            var file = files[random.Next(files.Length)];
            var bytes = File.ReadAllBytes(file);
            switch (random.Next(4))
            {
                case 0:
                    bytes = bytes[..random.Next(bytes.Length)];
                    break;
                case 1:
                    bytes = [.. bytes, (byte)random.Next(256)];
                    break;
                default:
                    bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                    break;
            }

            File.WriteAllBytes(file, bytes);
            try
            {
                Assert.That(await ReadAsync(registry, folder), Is.EqualTo(Expected), $"{change}: {file}");
            }
            catch (TalosBootException exception)
            {
                Assert.That(exception.Message, Does.StartWith("TB"), $"{change}: {file}");
                Directory.Delete(folder["cache"], recursive: true);
            }
        }
    }

    [TestCase("manifest")]
    [TestCase("configuration")]
    [TestCase("compressed layer")]
    [TestCase("plain layer")]
    public async Task Is_noticed_when_it_is_read_and_is_fetched_again(string what)
    {
        using var folder = new TemporaryFolder();
        await using var registry = new FaultRegistry();
        var image = await ServeAsync(registry);
        Assert.That(await ReadAsync(registry, folder), Is.EqualTo(Expected));
        var (digest, kind) = what switch
        {
            "manifest" => (image.Digest, "manifests"),
            "configuration" => (image.Manifest.Config.Digest, "blobs"),
            "compressed layer" => (image.Layers[0].Descriptor.Digest, "blobs"),
            _ => (image.Layers[1].Descriptor.Digest, "blobs"),
        };
        var path = folder["cache", "blobs", "sha256", digest.Hex];
        var whole = File.ReadAllBytes(path);
        Damage(path);
        registry.Requests.Clear();
        Assert.That(await ReadAsync(registry, folder), Is.EqualTo(Expected));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(whole));
        Assert.That(
            registry.Requests.Select(request => request.Path).Where(target => target.Contains("sha256:", StringComparison.Ordinal)),
            Is.EqualTo(new[] { $"/v2/{Repository}/{kind}/{digest}" }), "Nothing else is fetched again.");
        Damage(path);
        registry.Always("GET", $"/v2/{Repository}/{kind}/{digest}", _ => FaultAnswer.Text(404, "{}"));
        Assert.That(
            async () => await ReadAsync(registry, folder), Throws.InstanceOf<RegistryException>(), "It is not used when it cannot be had again.");
    }
}
