using System.Formats.Tar;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>Extensions whose archives would write or read outside of their tree, or have no end.</summary>
[NonParallelizable]
public sealed class HostileExtensionTests
{
    const string Manifest = "version: v1alpha1\nmetadata:\n  name: hostile\n";

    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("rootfs/../../evil", DiagnosticIds.ArchivePathRefused)]
    [TestCase("../evil", DiagnosticIds.ArchivePathRefused)]
    [TestCase("..", DiagnosticIds.ArchivePathRefused)]
    [TestCase("/etc/evil", DiagnosticIds.ExtensionUnexpectedFile)]
    [TestCase("rootfs", DiagnosticIds.ExtensionRootFsMissing)]
    public async Task A_name_that_leaves_the_tree_is_refused(string name, string id) =>
        await AssertRefusedAsync(id, File(name, "evil"));

    [TestCase("/")]
    [TestCase("/etc")]
    [TestCase("../../../../etc")]
    public async Task A_file_behind_a_link_stays_within_the_archive_and_so_is_no_part_of_the_extension(string target) =>
        await AssertRefusedAsync(DiagnosticIds.ExtensionUnexpectedFile, Link("rootfs/usr", target), File("rootfs/usr/evil", "evil"));

    [TestCase("/etc/passwd")]
    [TestCase("../../../etc/passwd")]
    [TestCase("rootfs/usr/self")]
    [TestCase("rootfs/usr")]
    public async Task A_hard_link_that_leads_out_or_in_circles_or_to_a_folder_is_refused(string target)
    {
        var exception = (await Assert.CatchAsync<TalosBootException>(
            () => BuildAsync(File("rootfs/usr/file", "x"), new PaxTarEntry(TarEntryType.HardLink, "rootfs/usr/self") { LinkName = target })))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.ArchiveLinkBroken).Or.EqualTo(DiagnosticIds.ArchivePathRefused));
    }

    [TestCase("rootfs", "/", DiagnosticIds.ExtensionRootFsMissing)]
    [TestCase("rootfs", "rootfs", DiagnosticIds.ExtensionRootFsMissing)]
    public async Task A_root_that_is_a_link_is_none(string name, string target, string id) => await AssertRefusedAsync(id, Link(name, target));

    [Test]
    public async Task A_manifest_that_is_a_link_is_none()
    {
        var exception = (await Assert.CatchAsync<TalosBootException>(
            () => BuildAsync(hasManifest: false, Link("manifest.yaml", "/etc/passwd"), File("rootfs/usr/x", "x"))))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.ExtensionManifestMissing));
    }

    [Test]
    public async Task A_manifest_without_end_is_refused_before_it_is_read()
    {
        var exception = (await Assert.CatchAsync<TalosBootException>(
            () => BuildAsync(hasManifest: false, File("manifest.yaml", new string('a', 9 << 20)), File("rootfs/usr/x", "x"))))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.ExtensionManifestInvalid));
        Assert.That(exception.Message, Does.Contain("the limit is"));
    }

    /// <summary>Links that nobody follows while an image is made may lead anywhere: they are kept word for word, as upstream keeps them.</summary>
    [Test]
    public async Task Links_are_kept_and_not_followed()
    {
        var image = await BuildAsync(
            File("rootfs/usr/file", "x"), Link("rootfs/usr/a", "b"), Link("rootfs/usr/b", "a"), Link("rootfs/usr/up", "/../../../etc/shadow"),
            Link("rootfs/usr/lib/modules", "/lib/modules"), Link("rootfs/usr/lib/firmware", "/lib/firmware"));
        ReadOnlySpan<byte> frameStart = [0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x68];
        var segment = ForeignTool.TryRun("zstd", ["--decompress", "--stdout"], input: image[image.AsSpan().LastIndexOf(frameStart)..]).OutputBytes;
        ForeignTool.TryRun("cpio", ["--extract", "--quiet"], workingDirectory: _folder.Path, input: segment);
        var listing = ForeignTool.Run("unsquashfs", "-lls", _folder["0.sqsh"]).Output;
        Assert.That(
            listing,
            Does.Contain("/usr/a -> b\n").And.Contain("/usr/b -> a\n").And.Contain("/usr/up -> /../../../etc/shadow\n")
                .And.Contain("/usr/lib/modules -> /lib/modules\n").And.Contain("/usr/lib/firmware -> /lib/firmware\n"));
        Assert.That(System.IO.File.Exists(_folder["modules.dep.sqsh"]), Is.False);
    }

    [TestCase("usr/lib/firmware/secret", "/etc/hostname", DiagnosticIds.ExtensionFirmwareLink)]
    [TestCase("usr/lib/firmware/secret", "../../../../../../../../etc/hostname", DiagnosticIds.ExtensionFirmwareLink)]
    [TestCase("usr/lib/firmware/loop", "loop", DiagnosticIds.ExtensionFirmwareLink)]
    [TestCase("usr/lib/firmware/loop", "..", DiagnosticIds.ExtensionFirmwareLink)]
    [TestCase("usr/lib/modules/6.1/m.ko", "/etc/hostname", DiagnosticIds.KernelVersionMismatch)]
    public async Task Firmware_and_modules_that_lead_out_of_the_extension_are_refused(string path, string target, string id) =>
        await AssertRefusedAsync(id, File("rootfs/usr/file", "x"), Link($"rootfs/{path}", target));

    async Task AssertRefusedAsync(string id, params TarEntry[] entries)
    {
        var exception = (await Assert.CatchAsync<TalosBootException>(() => BuildAsync(entries)))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(id), exception.Message);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "extension.tar" }));
    }

    static PaxTarEntry File(string name, string text) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) };

    static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    Task<byte[]> BuildAsync(params TarEntry[] entries) => BuildAsync(hasManifest: true, entries);

    async Task<byte[]> BuildAsync(bool hasManifest, params TarEntry[] entries)
    {
        var path = _folder["extension.tar"];
        await using (var writer = new TarWriter(System.IO.File.Create(path)))
        {
            foreach (var entry in hasManifest ? [File("manifest.yaml", Manifest), .. entries] : entries)
            {
                await writer.WriteEntryAsync(entry);
            }
        }

        await using var engine = DemoEngine.Create();
        using var asset = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsInitramfs()
            .Customize(custom => custom.AddExtensionImage(new ContainerAsset { TarballPath = path })).PlanAsync();
        return asset.Content.ToArray(256 << 20);
    }
}
