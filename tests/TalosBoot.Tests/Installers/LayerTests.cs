using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Installers;
using TalosBoot.Tests.Overlays;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Installers;

/// <summary>Layers against those that Go's archive/tar makes of the same (installer-overlay.md 19).</summary>
[TestFixture]
sealed class LayerTests
{
    static string Sha256(BlobSource layer) => Digest.Sha256(layer).Hex;

    [Test]
    public void The_layer_of_a_UKI_is_upstreams()
    {
        var layer = ArtifactsLayer.Plan(Architecture.Amd64, [("vmlinuz.efi", BlobSource.FromText("UKI")), ("systemd-boot.efi", BlobSource.FromText("SDBOOT"))]);
        Assert.That((layer.Length, Sha256(layer)), Is.EqualTo((3072L, "ae47cd31459b9e3af8fec34450c447a4ffb49d8bc86aff573b9aa0d2e4e9b96b")));
    }

    [Test]
    public void The_layer_of_a_kernel_and_an_initramfs_is_upstreams()
    {
        var layer = ArtifactsLayer.Plan(Architecture.Amd64, [("vmlinuz", BlobSource.FromText("KERNEL")), ("initramfs.xz", BlobSource.FromText("INITRD"))]);
        Assert.That((layer.Length, Sha256(layer)), Is.EqualTo((3072L, "c1520aa1c75adbad2dcee531aa557d77cd87cf91641e98d5285895d15c61feea")));
    }

    [Test]
    public void A_long_name_is_cut_where_upstream_cuts_it()
    {
        var name = new string('x', 70) + ".dtbo";
        var archive = new Archives.Tar.TarArchiveBuilder().Add($"overlay/artifacts/arm64/firmware/boot/overlays/{name}", new RegularFile(BlobSource.FromText("z"))).Build();
        Assert.That((archive.Length, Sha256(archive)), Is.EqualTo((2048L, "6f51f6af19fb14d469b2a1da36766bd638dd13a3227c251576953092688daa5d")));
    }

    [Test]
    public void A_tree_with_modes_is_upstreams()
    {
        static DirectoryNode Folder(int mode) => new(new FileMetadata { Mode = mode });
        var archive = new Archives.Tar.TarArchiveBuilder()
            .Add("foo", Folder(0x1ED)).Add("foo/a", Folder(0x1ED)).Add("foo/a/b", Folder(0x1ED)).Add("foo/a/b/normal", new RegularFile(BlobSource.FromText("")))
            .Add("foo/c", Folder(0x1ED)).Add("foo/c/executable", new RegularFile(BlobSource.FromText("world"), new FileMetadata { Mode = 0x1ED })).Add("foo/d", Folder(0x1E8))
            .Build();
        Assert.That((archive.Length, Sha256(archive)), Is.EqualTo((5120L, "53561126dbf17c182351d1156448513b96be1a72b6bfe20e0125a32f5e6761e7")));
    }

    static FileTree OverlayTree()
    {
        var tree = new FileTree();
        tree.Set("artifacts/arm64", new DirectoryNode(new FileMetadata { Mode = 0x1C0, UserId = 7, ModifiedAt = 99 }));
        tree.Set("artifacts/arm64/board.dtb", new RegularFile(BlobSource.FromText("dtb"), new FileMetadata { Mode = 0xFA4, UserId = 7, ModifiedAt = 99 }));
        tree.Set("artifacts/arm64/link.dtb", new SymbolicLink("board.dtb"));
        tree.Set("installers/board", new RegularFile(BlobSource.FromText("program"), new FileMetadata { Mode = 0x1ED }));
        tree.Set("installers/other", new RegularFile(BlobSource.FromText("other")));
        return tree;
    }

    [Test]
    public void The_layer_of_an_overlay_has_its_artifacts_the_chosen_program_and_the_options()
    {
        var options = new YamlMapping([KeyValuePair.Create("a", YamlValue.FromText("b"))]);
        var layer = OverlayLayer.Plan(OverlayBench.Image(OverlayTree(), null), "board", options, default);
        var members = Archives.Tar.TarReader.ReadTree(layer).Walk().Select(item => item.Entry switch
        {
            RegularFile file => $"{item.Path} {Convert.ToString(file.Metadata.Mode, 8)} {file.Metadata.UserId} {file.Metadata.ModifiedAt} {System.Text.Encoding.UTF8.GetString(file.Content.ToArray())}",
            _ => $"{item.Path} {Convert.ToString(item.Entry.Metadata.Mode, 8)}",
        });
        Assert.That(members, Is.EqualTo(new[]
        {
            "overlay 755", "overlay/artifacts 755", "overlay/artifacts/arm64 700", "overlay/artifacts/arm64/board.dtb 644 0 0 dtb",
            "overlay/artifacts/arm64/link.dtb 777 0 0 dtb", "overlay/extra-options 644 0 0 a: b\n", "overlay/installers 755", "overlay/installers/default 755 0 0 program",
        }));
    }

    [Test]
    public void An_overlay_without_options_has_an_empty_mapping()
    {
        var layer = OverlayLayer.Plan(OverlayBench.Image(OverlayTree(), null), "other", YamlMapping.Empty, default);
        Assert.That(((RegularFile)Archives.Tar.TarReader.ReadTree(layer).Find("overlay/extra-options")!).Content.ToArray(), Is.EqualTo("{}\n"u8.ToArray()));
    }

    [TestCase("artifacts/x", "../../installers/board", "TB7003")]
    [TestCase("artifacts/x", "/etc/passwd", "TB7003")]
    [TestCase("artifacts/x", "arm64", "TB7002")]
    public void Links_of_an_overlay_that_lead_to_no_artifact_are_refused(string path, string target, string id)
    {
        var tree = OverlayTree();
        tree.Set(path, new SymbolicLink(target));
        Assert.That(
            () => OverlayLayer.Plan(OverlayBench.Image(tree, null), "board", YamlMapping.Empty, default),
            Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo(id));
    }

    [Test]
    public void Bytes_of_artifacts_are_limited_however_few_links_lead_to_them()
    {
        var tree = OverlayTree();
        tree.Set("artifacts/large", new RegularFile(BlobSource.Zeros(1L << 30)));
        for (var link = 0; link < 3; link++)
        {
            tree.Set($"artifacts/{link}", new SymbolicLink("large"));
        }

        Assert.That(() => OverlayLayer.Plan(OverlayBench.Image(tree, null), "other", YamlMapping.Empty, default).Length, Throws.InstanceOf<OverlayException>()
            .With.Property("DiagnosticId").EqualTo("TB7003").And.Message.Contains("more than 4294967296 bytes in files"));
        tree.Remove("artifacts/arm64");
        Assert.That(OverlayLayer.Plan(OverlayBench.Image(tree, null), "other", YamlMapping.Empty, default).Length, Is.GreaterThan(4L << 30));
    }

    [Test]
    public void Planning_the_layer_of_an_overlay_can_be_stopped() => Assert.That(
        () => OverlayLayer.Plan(OverlayBench.Image(OverlayTree(), null), "board", YamlMapping.Empty, new CancellationToken(true)),
        Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public void An_overlay_without_its_program_or_its_artifacts_is_refused()
    {
        var tree = OverlayTree();
        Assert.That(
            () => OverlayLayer.Plan(OverlayBench.Image(tree, null), "Board", YamlMapping.Empty, default),
            Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo("TB7001").And.Message.Contain("board, other"));
        tree.Remove("artifacts");
        Assert.That(
            () => OverlayLayer.Plan(OverlayBench.Image(tree, null), "board", YamlMapping.Empty, default),
            Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo("TB7002"));
    }
}
