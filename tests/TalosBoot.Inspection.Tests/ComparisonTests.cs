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
        Assert.That(differences.Select(difference => difference.Path), Has.Some.Match("EFI/Linux/.*\\.efi > \\.initrd > segment .* > 0\\.sqsh > usr/"));
    }

    Task<(string Name, Core.Content.BlobSource Content)> BuildAsync(string extension) => _assets.BuildAsync(builder =>
        builder.Customize(custom => custom.AddExtensionImage(DemoRelease.Reference(extension, "v1.0.0"))).AsIso(BootloaderKind.SdBoot));

    Task<(string Name, Core.Content.BlobSource Content)> BuildOvaAsync(string argument) => _assets.BuildAsync(builder =>
        builder.ForPlatform("vmware").Customize(custom => custom.AddKernelArgument(argument)).AsDiskImage(new ProfileImageOptions { DiskFormat = DiskFormat.Ova, DiskSize = DemoAssets.DiskSize }));
}
