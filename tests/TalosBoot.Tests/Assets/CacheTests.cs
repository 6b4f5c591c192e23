using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Layouts;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>What an engine's cache folder saves, and what never goes there.</summary>
public sealed class CacheTests
{
    TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task A_second_build_reads_no_layer_of_any_image()
    {
        CopyRelease();
        var first = await DigestAsync(Build());
        foreach (var blob in Directory.GetFiles(_folder["release/blobs/sha256"]).Where(path => new FileInfo(path).Length > 20_000))
        {
            File.Delete(blob);
        }

        Assert.That(await DigestAsync(Build()), Is.EqualTo(first));
        Assert.That(
            async () => await DigestAsync(Build(builder => builder.Customize(custom => custom.AddExtensionImage(DemoRelease.Reference("demo-modules", "v1.0.0"))))),
            Throws.InstanceOf<TalosBootException>(), "the layers of another extension are really gone");
    }

    [Test]
    public async Task A_machine_configuration_is_not_remembered()
    {
        CopyRelease();
        await DigestAsync(Build());
        var entries = Entries();
        Assert.That(entries, Is.Not.Empty);
        var secret = string.Join('\n', Enumerable.Range(0, 5000).Select(number => $"# secret {number}"));
        await DigestAsync(Build(builder => builder.Customize(custom => custom.EmbedMachineConfiguration(secret))));
        Assert.That(Entries(), Is.EqualTo(entries));
    }

    void CopyRelease()
    {
        foreach (var file in Directory.GetFiles(DemoRelease.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder["release"], Path.GetRelativePath(DemoRelease.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    async Task<Digest> DigestAsync(Func<TalosBootEngine, BootAssetBuilder> build)
    {
        await using var engine = TalosBootEngine.Create(options =>
        {
            options.Images = OciLayout.Open(_folder["release"]);
            options.CacheDirectory = _folder["cache"];
        });
        using var asset = await build(engine).PlanAsync();
        return Digest.Sha256(asset.Content);
    }

    static Func<TalosBootEngine, BootAssetBuilder> Build(Func<BootAssetBuilder, BootAssetBuilder>? change = null) => engine =>
    {
        var builder = DemoEngine.WithExtensions(engine).AsIso(BootloaderKind.SdBoot);
        return change?.Invoke(builder) ?? builder;
    };

    string[] Entries() => [.. Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
