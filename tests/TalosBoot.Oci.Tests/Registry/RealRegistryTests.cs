using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Debian's docker-registry, with skopeo and umoci on the other side.</summary>
[TestFixture]
sealed class RealRegistryTests
{
    const string User = "pusher";
    const string Password = "s3cret-Passw0rd";

    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly OciPlatform Arm64 = OciPlatform.Parse("linux/arm64");
    static readonly string[] Files = ["b=2", "etc/", "etc/a=1"];
    static readonly string[] SkopeoPush = ["--dest-tls-verify=false"];

    static ContainerImage Image(ContentSpool spool, string architecture = "amd64", CompressionFormat format = CompressionFormat.Gzip) =>
        new ContainerImageBuilder(new ImageConfig { OperatingSystem = "linux", Architecture = architecture, Created = "2019-06-01T21:21:32Z" })
            .AddLayer(LayerBuilder.BuildFromArchive(BlobSource.FromBytes(Layer.Of("etc/", "etc/a=1", "gone=x")), format, spool))
            .AddLayer(LayerBuilder.BuildFromArchive(BlobSource.FromBytes(Layer.Of(".wh.gone", "b=2")), format, spool))
            .Build($"test {architecture}");

    static RegistryOptions WithUser(DockerRegistry registry) =>
        TestRegistry.Options with { AnswerTimeout = TimeSpan.FromSeconds(30), Credentials = TestRegistry.CredentialsFor(registry.Host, RegistryCredential.Basic(User, Password)) };

    static RegistryOptions Patient => TestRegistry.Options with { AnswerTimeout = TimeSpan.FromSeconds(30) };

    static ImageReference Reference(DockerRegistry registry, string name) => ImageReference.Parse($"{registry.Host}/{name}");

    /// <summary>Sends an image, reads it, and lets skopeo and umoci say what they think of it.</summary>
    static async Task ExchangeAsync(TemporaryFolder folder, DockerRegistry registry, RegistryOptions options, params string[] skopeoUser)
    {
        using var spool = new ContentSpool();
        using var client = new RegistryClient(options);
        var image = Image(spool);
        var pushed = Reference(registry, "own/image:v1");
        var sent = await new RegistryImageWriter(client).PushAsync(image, pushed);
        Assert.That(sent.Digest, Is.EqualTo(image.Digest));
        ForeignTool.Run("skopeo", ["copy", "--src-tls-verify=false", .. skopeoUser.Select(option => $"--src-{option}"), $"docker://{pushed}", $"oci:{folder["copied"]}:v1"]);
        Assert.That(TreeLines.OfFolder(UmociLayout.Unpack(folder, folder["copied"])), Has.Length.EqualTo(Files.Length));
        Assert.That(
            ForeignTool.Run("skopeo", ["inspect", "--raw", "--tls-verify=false", .. skopeoUser.Select(option => $"--{option}"), $"docker://{pushed}"]).OutputBytes,
            Is.EqualTo(image.ManifestBytes.ToArray()));

        ForeignTool.Run("skopeo", ["copy", .. SkopeoPush, .. skopeoUser.Select(option => $"--dest-{option}"), $"oci:{folder["copied"]}:v1", $"docker://{registry.Host}/foreign/image:v2"]);
        using var source = new RegistryImageSource(client);
        var read = await source.ResolveAsync(Reference(registry, "foreign/image:v2"), Amd64);
        Assert.That(read.Digest, Is.EqualTo(image.Digest));
        Assert.That(Layer.Text(await read.FlattenAsync(spool)), Is.EqualTo(Files));
        Assert.That(await client.ListTagsAsync(pushed), Is.EqualTo(new[] { "v1" }));
    }

    [Test]
    public async Task Images_go_both_ways_without_authentication()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        await ExchangeAsync(folder, registry, Patient);
    }

    [Test]
    public async Task Images_go_both_ways_with_a_user_and_a_password()
    {
        using var folder = new TemporaryFolder();
        var users = folder["users"];
        ForeignTool.Run("htpasswd", "-Bbc", users, User, Password);
        using var registry = DockerRegistry.Start(folder, $"auth:\n  htpasswd:\n    realm: test\n    path: {users}");
        await ExchangeAsync(folder, registry, WithUser(registry), $"creds={User}:{Password}");
        foreach (var wrong in new[] { Patient, Patient with { Credentials = TestRegistry.CredentialsFor(registry.Host) } })
        {
            using var client = new RegistryClient(wrong);
            var failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.GetManifestAsync(Reference(registry, "own/image:v1")));
            Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2012"));
        }
    }

    [Test]
    public async Task Images_go_both_ways_with_tokens_and_nobody_may_push()
    {
        using var folder = new TemporaryFolder();
        await using var tokens = new TokenServer(User, Password);
        using var registry = DockerRegistry.Start(folder, tokens.Configuration(folder));
        await ExchangeAsync(folder, registry, WithUser(registry), $"creds={User}:{Password}");
        using var nobody = new RegistryClient(Patient);
        Assert.That((await nobody.GetManifestAsync(Reference(registry, "own/image:v1"))).Content.Length, Is.Positive);
        using var spool = new ContentSpool();
        var failure = await Assert.ThrowsAsync<RegistryException>(
            async () => await new RegistryImageWriter(nobody).PushAsync(Image(spool), Reference(registry, "own/other:v1")));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2012"));
    }

    [TestCase(null)]
    [TestCase(100)]
    public async Task Push_an_index_in_one_piece_or_in_chunks_and_pull_each_platform(int? chunk)
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        using var spool = new ContentSpool();
        using var client = new RegistryClient(Patient with { UploadChunkSize = chunk });
        var images = new[] { Image(spool), Image(spool, "arm64", CompressionFormat.Zstd) };
        var reference = Reference(registry, "own/index:v1");
        var index = await new RegistryImageWriter(client).PushIndexAsync(
            [.. images.Select(image => (image, new OciPlatform { OperatingSystem = "linux", Architecture = image.Config.Architecture }))], reference);
        Assert.That((await client.HeadManifestAsync(reference)).Digest, Is.EqualTo(index.Digest));
        ForeignTool.Run("skopeo", "copy", "--all", "--src-tls-verify=false", $"docker://{reference}", $"oci:{folder["all"]}:v1");
        Assert.That(OciLayout.Open(folder["all"]).Index.Manifests.Single().Digest, Is.EqualTo(index.Digest));
        using var source = new RegistryImageSource(client);
        foreach (var (platform, image) in new[] { (Amd64, images[0]), (Arm64, images[1]) })
        {
            var read = await source.ResolveAsync(reference, platform);
            Assert.That(read.Digest, Is.EqualTo(image.Digest));
            Assert.That(Layer.Text(await read.FlattenAsync(spool)), Is.EqualTo(Files));
        }

        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await source.ResolveAsync(reference, OciPlatform.Parse("linux/riscv64")));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2004"));
    }

    [Test]
    public async Task Push_mounts_blobs_of_another_repository_and_sends_nothing_twice()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        using var spool = new ContentSpool();
        var counter = new CountingHandler();
        using var client = new RegistryClient(Patient with { HandlerFactory = () => counter });
        var image = Image(spool);
        var writer = new RegistryImageWriter(client);
        var first = Reference(registry, "first/image:v1");
        await writer.PushAsync(image, first);
        Assert.That(counter.Count("PATCH"), Is.EqualTo(3));
        await writer.PushAsync(image, Reference(registry, "second/image:v1"), first);
        Assert.That(counter.Count("PATCH"), Is.EqualTo(3), "Mounted.");
        var requests = counter.Requests.Count;
        await writer.PushAsync(image, first);
        Assert.That(counter.Requests.Skip(requests), Is.EqualTo(new[] { $"HEAD /v2/first/image/manifests/v1" }));
        await writer.PushAsync(image, Reference(registry, "first/image:v2"));
        Assert.That(counter.Count("PATCH"), Is.EqualTo(3), "All blobs are there.");
    }

    [Test]
    public async Task Push_of_a_manifest_about_another_one_is_listed_as_its_referrer()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        using var spool = new ContentSpool();
        using var client = new RegistryClient(Patient);
        var image = Image(spool);
        var reference = Reference(registry, "own/image:v1");
        var subject = await new RegistryImageWriter(client).PushAsync(image, reference);
        var pushed = new List<Digest>();
        foreach (var kind in new[] { "application/x.one", "application/x.two", "application/x.one" })
        {
            var referrer = GoJson.Serialize(new OciManifest
            {
                MediaType = OciMediaTypes.Manifest,
                Config = image.Manifest.Config with { MediaType = kind },
                Layers = [],
                Subject = subject,
                Annotations = new Dictionary<string, string> { ["about"] = kind },
            });
            pushed.Add((await client.PushManifestAsync(reference.WithDigest(Digest.Sha256(referrer)), OciMediaTypes.Manifest, referrer)).Digest);
        }

        var listed = await client.ListReferrersAsync(reference.WithDigest(subject.Digest));
        Assert.That(listed.Select(entry => entry.Digest.ToString()), Is.EqualTo(pushed.Distinct().Select(digest => digest.ToString()).Order(StringComparer.Ordinal)));
        var one = (await client.ListReferrersAsync(reference.WithDigest(subject.Digest), "application/x.one")).Single();
        Assert.That(one.Annotations!["about"], Is.EqualTo("application/x.one"));
    }

    [Test]
    public async Task A_blob_that_is_not_what_its_digest_says_is_refused_by_the_registry()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        using var client = new RegistryClient(Patient);
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.PushBlobAsync(
            Reference(registry, "own/image:v1"), new OciDescriptor { Digest = Digest.Sha256("right"u8), Size = 5 }, BlobSource.FromText("wrong")));
        Assert.That(failure!.Codes, Is.EqualTo(new[] { "DIGEST_INVALID" }));
    }
}
