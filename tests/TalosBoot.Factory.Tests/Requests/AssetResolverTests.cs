using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Requests;

/// <summary>How much is remembered of requests whose words clients make up.</summary>
[TestFixture]
internal sealed class AssetResolverTests
{
    const int Requests = 100;

    TemporaryFolder _folder = null!;
    FactoryMetrics _metrics = null!;
    ReleaseImages _images = null!;
    SchematicService _schematics = null!;
    AssetResolver _resolver = null!;

    [SetUp]
    public void Create()
    {
        _folder = new TemporaryFolder();
        var options = new ImageFactoryOptions { Storage = { Folder = _folder.Path }, ContainerSignature = { IsDisabled = true } };
        _metrics = new FactoryMetrics();
        _images = new ReleaseImages(options, NullLoggerFactory.Instance);
        var versions = new VersionList(_images, options, TimeProvider.System);
        _schematics = new SchematicService(new MemorySchematicStore(), options, _metrics, TimeProvider.System);
        _resolver = new AssetResolver(
            _schematics, new AssetRequests(_images, new ReleaseCatalogs(_images, versions), versions, new OverlayProfiles(_images), options), versions);
    }

    [TearDown]
    public void Delete()
    {
        _images.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Remembers_what_is_asked_for_again()
    {
        var schematic = await CreateAsync("{}");
        var first = await ResolveAsync(schematic, "v1.12.0", "cmdline-metal-amd64");
        Assert.That(await ResolveAsync(schematic, "v1.12.0", "cmdline-metal-amd64"), Is.SameAs(first));
    }

    [Test]
    public async Task Does_not_remember_a_platform_that_there_is_not()
    {
        var schematic = await CreateAsync("{}");
        Assert.That(await CountRememberedAsync(number => (schematic, "v1.12.0", $"cmdline-{number}aaaaa-amd64")), Is.Zero);
    }

    [Test]
    public async Task Remembers_of_long_versions_what_fits()
    {
        var schematic = await CreateAsync("{}");
        Assert.That(await CountRememberedAsync(number => (schematic, $"v1.12.0-{new string('a', 100_000)}{number}", "cmdline-metal-amd64")), Is.InRange(1, 40));
    }

    [Test]
    public async Task Remembers_of_large_schematics_what_fits()
    {
        var ids = new List<string>();
        for (var number = 0; number < Requests; number++)
        {
            ids.Add(await CreateAsync($"customization: {{extraKernelArgs: [{new string('a', 1 << 20)}{number}]}}"));
        }

        Assert.That(await CountRememberedAsync(number => (ids[number], "v1.12.0", "cmdline-metal-amd64")), Is.InRange(1, 40));
    }

    [Test]
    public async Task Refuses_more_extensions_than_any_release_has()
    {
        var names = string.Join(", ", Enumerable.Repeat("siderolabs/gvisor", 257));
        var schematic = await CreateAsync($"customization: {{systemExtensions: {{officialExtensions: [{names}]}}}}");
        Assert.That(
            async () => await ResolveAsync(schematic, "v1.12.0", "initramfs-amd64.xz"),
            Throws.TypeOf<FactoryRequestException>().With.Property("Status").EqualTo(400).With.Message.Contains("257"));
    }

    async Task<string> CreateAsync(string text) => (await _schematics.CreateAsync(Encoding.UTF8.GetBytes(text), string.Empty, default)).Id.Hex;

    ValueTask<AssetRequest> ResolveAsync(string schematic, string version, string path) => _resolver.ResolveAsync(schematic, version, path, string.Empty, default);

    async Task<int> CountRememberedAsync(Func<int, (string Schematic, string Version, string Path)> words)
    {
        var all = await CollectAsync(words);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var count = all.Count(request => request.IsAlive);
        GC.KeepAlive(_resolver);
        return count;
    }

    /// <summary>Resolves requests, and holds none of them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    async Task<WeakReference[]> CollectAsync(Func<int, (string Schematic, string Version, string Path)> words)
    {
        var all = new WeakReference[Requests];
        for (var number = 0; number < Requests; number++)
        {
            var (schematic, version, path) = words(number);
            all[number] = new WeakReference(await ResolveAsync(schematic, version, path));
        }

        return all;
    }
}
