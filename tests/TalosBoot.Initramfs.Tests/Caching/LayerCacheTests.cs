using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.Caching;

public sealed class LayerCacheTests
{
    static readonly BlobSource Stock = BlobSource.FromText("stock");

    TemporaryFolder _folder = null!;
    ContentSpool _spool = null!;

    [SetUp]
    public void SetUp() => (_folder, _spool) = (new TemporaryFolder(), new ContentSpool());

    [TearDown]
    public void TearDown()
    {
        _spool.Dispose();
        _folder.Dispose();
    }

    [TestCase("1.7.0")]
    [TestCase("1.12.0")]
    public async Task With_and_without_a_cache_the_bytes_are_the_same(string version)
    {
        var plain = await BuildAsync(Options(version), Source());
        var cold = await BuildAsync(Options(version) with { Cache = Cache() }, Source());
        var warm = await BuildAsync(Options(version) with { Cache = Cache() }, Source());
        Assert.That(cold.Digest, Is.EqualTo(plain.Digest));
        Assert.That(warm.Digest, Is.EqualTo(plain.Digest));
        Assert.That(warm.Manifest, Is.EqualTo(plain.Manifest));
    }

    [Test]
    public async Task An_extension_of_known_layers_is_not_read_again()
    {
        var layers = new[] { Digest.Sha256("layer"u8) };
        var options = Options("1.12.0") with { Cache = Cache() };
        var first = await BuildAsync(options, Source() with { Layers = layers });
        var unreadable = Source() with { Layers = layers, OpenAsync = _ => throw new IOException("read") };
        Assert.That((await BuildAsync(options, unreadable)).Digest, Is.EqualTo(first.Digest));
        Assert.That(
            async () => await BuildAsync(options, unreadable with { Layers = [Digest.Sha256("other"u8)] }), Throws.TypeOf<IOException>());
        Assert.That(async () => await BuildAsync(options with { Clock = new BuildClock(1) }, unreadable), Throws.TypeOf<IOException>());
        Assert.That(async () => await BuildAsync(options with { Version = TalosVersion.Parse("1.7.0") }, unreadable), Throws.TypeOf<IOException>());
        Assert.That(
            async () => await BuildAsync(options with { ContentCheck = ExtensionContentCheck.Strict }, unreadable), Throws.TypeOf<IOException>());
    }

    [Test]
    public async Task A_remembered_extension_must_still_fit_the_version()
    {
        var source = Source(new ExtensionManifest { Name = "e", TalosVersionConstraint = ">= 1.12.0" });
        await BuildAsync(Options("1.12.0") with { Cache = Cache() }, source);
        Assert.That(
            async () => await BuildAsync(Options("1.11.0") with { Cache = Cache() }, source),
            Throws.TypeOf<Core.Diagnostics.ExtensionException>().With.Property("DiagnosticId").EqualTo("TB3006"));
    }

    [TestCase(0)]
    [TestCase(9)]
    [TestCase(44)]
    [TestCase(50)]
    [TestCase(5000)]
    [TestCase(-1)]
    public async Task A_damaged_entry_is_made_again(int offset)
    {
        var options = Options("1.12.0") with { Cache = Cache() };
        var first = await BuildAsync(options, Source());
        var entries = Entries();
        var whole = entries.Select(File.ReadAllBytes).ToList();
        foreach (var (path, bytes) in entries.Zip(whole))
        {
            var damaged = offset < 0 ? bytes[..^1] : bytes.ToArray();
            if (offset >= 0)
            {
                damaged[offset % bytes.Length] ^= 0x10;
            }

            await File.WriteAllBytesAsync(path, damaged);
        }

        Assert.That((await BuildAsync(options, Source())).Digest, Is.EqualTo(first.Digest));
        Assert.That(Entries().Select(File.ReadAllBytes), Is.EqualTo(whole));
    }

    [Test]
    public async Task A_cache_that_cannot_be_written_costs_time_only()
    {
        _folder.WriteFile("cache", [1]);
        var plain = await BuildAsync(Options("1.12.0"), Source());
        Assert.That((await BuildAsync(Options("1.12.0") with { Cache = Cache() }, Source())).Digest, Is.EqualTo(plain.Digest));
    }

    [Test]
    public async Task Builds_at_the_same_time_share_a_folder()
    {
        var builds = Enumerable.Range(0, 4).Select(_ => Task.Run(() => BuildAsync(Options("1.12.0") with { Cache = Cache() }, Source()))).ToList();
        var results = await Task.WhenAll(builds);
        Assert.That(results.Select(result => result.Digest).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Entries(), Has.Length.EqualTo(2), "the layer, and the compressed firmware");
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(Entries()[0]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Test]
    public async Task What_is_secret_is_not_remembered()
    {
        var options = Options("1.12.0") with { Cache = Cache() };
        var plain = await BuildAsync(Options("1.12.0"), Source());
        Assert.That((await BuildAsync(options, Source() with { MayBeRemembered = false })).Digest, Is.EqualTo(plain.Digest));
        Assert.That(
            (await BuildAsync(options, Source() with { MayBeRemembered = false, Layers = [Digest.Sha256("layer"u8)] })).Digest, Is.EqualTo(plain.Digest));
        Assert.That(Directory.Exists(_folder["cache"]), Is.False);
    }

    // When this fails because the bytes of a layer have changed on purpose: raise LayerKey.WriterVersion, and put the new digest here.
    [TestCase("1.12.0", "72f9794b7ebf286a1ba3fc8984541cfc16ee2eaa59232d1531871fcc8f171133")]
    [TestCase("1.7.0", "ebab9000f81cd7bfa1ca78e5a42c3ad579551cd68d429d453acb0de8ba45e7cd")]
    public async Task The_bytes_of_a_layer_are_those_of_this_version_of_the_writer(string version, string digest)
    {
        var image = await new InitramfsBuilder(Options(version)).BuildAsync(Stock, [Source()], _spool);
        Assert.That(Digest.Sha256(image.Layers[0].Image).Hex, Is.EqualTo(digest));
    }

    static InitramfsOptions Options(string version) => new() { Version = TalosVersion.Parse(version) };

    static ExtensionSource Source(ExtensionManifest? manifest = null)
    {
        var tree = new FileTree();
        foreach (var firmware in new[] { "usr/lib/firmware", "lib/firmware" })
        {
            tree.SetFile($"{firmware}/intel-ucode/06-01", BlobSource.FromText("one"));
            tree.SetFile($"{firmware}/intel-ucode/06-02", BlobSource.FromText("two"));
            tree.SetFile($"{firmware}/amd-ucode/microcode_amd.bin", BlobSource.FromText("three"));
            tree.Set($"{firmware}/x/blob", new RegularFile(
                BlobSource.Concat(BlobSource.FromBytes(TestBytes.Noise(100_000)).AsCompressed(), BlobSource.Zeros(200_000)), new FileMetadata { Mode = 0x180 }));
        }

        tree.SetFile("usr/local/text", BlobSource.FromBytes(TestBytes.Text(400_000)));
        tree.SetFile("usr/local/noise", BlobSource.FromBytes(TestBytes.Noise(100_000)));
        tree.Set("usr/local/link", new SymbolicLink("text"));
        var described = manifest ?? new ExtensionManifest
        {
            Name = "e",
            Version = "1",
            Author = "a: b",
            Description = "two\nlines\n",
            TalosVersionConstraint = ">= 1.0.0",
            ExtraInfo = "é\t",
        };
        return ExtensionSource.Of(new SystemExtension("e", described, tree.Root));
    }

    ContentCache Cache() => new(_folder["cache"]);

    string[] Entries() => [.. Directory.GetFiles(_folder["cache"], "*.entry").Order(StringComparer.Ordinal)];

    async Task<(Digest Digest, ExtensionManifest Manifest)> BuildAsync(InitramfsOptions options, ExtensionSource source)
    {
        var image = await new InitramfsBuilder(options).BuildAsync(Stock, [source], _spool);
        return (Digest.Sha256(image.Content), image.Layers[0].Manifest);
    }
}
