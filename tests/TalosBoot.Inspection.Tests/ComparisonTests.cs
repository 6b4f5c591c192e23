using TalosBoot.Core.Content;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

/// <summary>Two builds differ exactly where what was changed must change them.</summary>
[TestFixture]
public sealed class ComparisonTests
{
    readonly DemoAssets _assets = new();

    [OneTimeTearDown]
    public void Dispose() => _assets.Dispose();

    [Test]
    public async Task Equal_assets_do_not_differ() =>
        Assert.That(await DemoAssets.CompareAsync(await _assets.BuildIsoAsync(BootloaderKind.SdBoot), await _assets.BuildIsoAsync(BootloaderKind.SdBoot)), Is.Empty);

    [Test]
    public async Task One_argument_changes_the_command_lines_and_nothing_else()
    {
        var differences = await DemoAssets.CompareAsync(
            await _assets.BuildIsoAsync(BootloaderKind.DualBoot, "a=1"), await _assets.BuildIsoAsync(BootloaderKind.DualBoot, "a=2"));
        TestContext.Out.WriteLine(string.Join('\n', differences));
        Assert.That(differences.Select(difference => difference.ToString()), Has.All.EndsWith(": only in the first: a=1; only in the second: a=2"));
        Assert.That(differences.Select(difference => difference.Path), Has.Some.EndsWith("> .cmdline").And.Some.EndsWith("grub.cfg").And.None.Contains(".initrd").And.None.Contains(".linux"));
    }

    [Test]
    public async Task An_argument_of_a_disk_in_an_ova_is_named_down_to_the_section()
    {
        var first = await BuildOvaAsync("a=1");
        var second = await BuildOvaAsync("a=2");
        var differences = await DemoAssets.CompareAsync(first, second);
        TestContext.Out.WriteLine(string.Join('\n', differences));
        Assert.That(differences.Select(difference => difference.Path), Has.Some.Match("vmdk > disk > partition 1 EFI > EFI/Linux/.*\\.efi > \\.cmdline"));
        Assert.That(differences.Select(difference => difference.Path), Has.None.Contains(".initrd"));
    }

    [Test]
    public async Task A_file_of_an_extension_is_found_through_all_layers()
    {
        var differences = await DemoAssets.CompareAsync(
            await BuildAsync("demo-hello"), await BuildAsync("demo-tools"));
        TestContext.Out.WriteLine(string.Join('\n', differences.Take(20)));
        Assert.That(differences.Select(difference => difference.Path),
            Has.Some.Match("EFI/Linux/.*\\.efi > \\.initrd > segment .* > 0\\.sqsh > usr/").And.None.EndsWith("segment 1 (zstd)"));
    }

    [Test]
    public async Task Equal_layouts_do_not_differ()
    {
        using var one = AssetSource.OpenFile(DemoRelease.Folder);
        using var other = AssetSource.OpenFile(DemoRelease.Folder);
        Assert.That(await AssetComparison.CompareAsync(one, other), Is.Empty);
    }

    [Test]
    public async Task Segments_with_the_same_bytes_do_not_differ()
    {
        var differences = await DemoAssets.CompareAsync(await BuildWithMicrocodeAsync("demo-hello"), await BuildWithMicrocodeAsync("demo-tools"));
        TestContext.Out.WriteLine(string.Join('\n', differences.Take(20)));
        Assert.That(differences.Select(difference => difference.Path), Is.Not.Empty.And.None.StartsWith("segment 1"));
    }

    [Test]
    public async Task A_signature_is_told_apart_from_its_program()
    {
        var program = TestUki.Build();
        var signed = await TestUki.SignAsync(program);
        var differences = await DemoAssets.CompareAsync(("uki", program), ("uki", signed));
        Assert.That(differences.Select(difference => difference.Text), Is.EqualTo(new[] { "signed no became sound, by O=Test" }));
    }

    [TestCase("a=1\n", "a=1", "another command line, first at byte 3 (4 bytes became 3)")]
    [TestCase("a=1 b", "b a=1", "the same words in another order")]
    [TestCase("a=1 b", "a=1\tb", "the same words, separated otherwise")]
    [TestCase("a=1 b", "a=1", "only in the first: b")]
    public async Task What_differs_in_command_lines_is_told(string first, string second, string text)
    {
        var differences = await DemoAssets.CompareAsync(("cmdline-metal-amd64", BlobSource.FromText(first)), ("cmdline-metal-amd64", BlobSource.FromText(second)));
        Assert.That(differences.Single().Text, Is.EqualTo(text));
    }

    [Test]
    public async Task What_is_said_of_the_second_asset_alone_is_told()
    {
        var differences = await DemoAssets.CompareAsync(
            ("profile.yaml", BlobSource.FromText("baseProfileName: iso\n")), ("profile.yaml", BlobSource.FromText("baseProfileName: iso\nplatform: metal\n")));
        Assert.That(differences.Single().Text, Is.EqualTo("platform nothing became metal"));
    }

    Task<(string Name, BlobSource Content)> BuildWithMicrocodeAsync(string extension) => _assets.BuildAsync(builder => builder.Customize(custom => custom
        .AddExtensionImage(DemoRelease.Reference("demo-ucode", "v1.0.0"), DemoRelease.Reference(extension, "v1.0.0"))).AsInitramfs());

    Task<(string Name, BlobSource Content)> BuildAsync(string extension) => _assets.BuildAsync(builder =>
        builder.Customize(custom => custom.AddExtensionImage(DemoRelease.Reference(extension, "v1.0.0"))).AsIso(BootloaderKind.SdBoot));

    Task<(string Name, BlobSource Content)> BuildOvaAsync(string argument) => _assets.BuildAsync(builder =>
        builder.ForPlatform("vmware").Customize(custom => custom.AddKernelArgument(argument)).AsDiskImage(new ProfileImageOptions { DiskFormat = DiskFormat.Ova, DiskSize = DemoAssets.DiskSize }));
}
