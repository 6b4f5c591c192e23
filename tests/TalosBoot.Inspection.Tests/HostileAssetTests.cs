using System.Buffers.Binary;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

/// <summary>Small assets that are much when they are looked into: parts in each other under several names, and bombs.</summary>
[TestFixture]
public sealed class HostileAssetTests
{
    const int Mebibyte = 1024 * 1024;

    [Test]
    public async Task Parts_that_double_in_each_other_are_looked_into_up_to_a_limit()
    {
        var report = await DemoAssets.InspectAsync(("asset", Doubled(depth: 14, 1)), new InspectionOptions { MaximumParts = 3000 });
        var omission = report.Omissions.Single(omission => omission.DiagnosticId == DiagnosticIds.LimitExceeded);
        Assert.That(omission.Reason, Does.Contain("more than 3000 parts"));
        Assert.That(Count(report.Root), Is.InRange(1000, 10_000));
    }

    [Test]
    public void Assets_with_parts_that_double_in_each_other_are_compared_up_to_a_limit()
    {
        using var one = AssetSource.FromContent("asset", Doubled(depth: 14, 1));
        using var other = AssetSource.FromContent("asset", Doubled(depth: 14, 2));
        Assert.That(
            () => AssetComparison.CompareAsync(one, other, new InspectionOptions { MaximumParts = 3000 }),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public async Task A_bomb_under_many_names_is_unpacked_up_to_a_limit()
    {
        var bomb = new RegularFile(Zstd(Letters(60 * Mebibyte)));
        var tree = new FileTree();
        for (var index = 0; index < 50; index++)
        {
            tree.Set($"initramfs-{index}", bomb);
        }

        var report = await DemoAssets.InspectAsync(("asset", TarArchive.Plan(tree)), new InspectionOptions { MaximumLength = 100 * Mebibyte });
        Assert.That(report.Omissions.Select(omission => omission.DiagnosticId), Does.Contain(DiagnosticIds.LimitExceeded));
        Assert.That(report.Omissions.Single(omission => omission.Reason.Contains("from here on", StringComparison.Ordinal)).Path, Does.StartWith("initramfs-"));
    }

    [Test]
    public async Task An_initramfs_under_many_names_is_unpacked_up_to_a_limit()
    {
        var files = new FileTree();
        files.Set("rootfs.sqsh", new RegularFile(Letters(60 * Mebibyte)));
        var bomb = new RegularFile(Zstd(CpioArchive.Plan(files)));
        var tree = new FileTree();
        for (var index = 0; index < 10; index++)
        {
            tree.Set($"initramfs-{index}", bomb);
        }

        var report = await DemoAssets.InspectAsync(("asset", TarArchive.Plan(tree)), new InspectionOptions { MaximumLength = 100 * Mebibyte });
        Assert.That(report.Root.Parts.Count(part => part.Format == "initramfs"), Is.EqualTo(3));
        Assert.That(report.Omissions.Select(omission => omission.DiagnosticId), Does.Contain(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public async Task A_container_image_is_unpacked_up_to_a_limit()
    {
        var files = new FileTree();
        files.Set("zeros", new RegularFile(BlobSource.Zeros(150 * Mebibyte)));
        using var spool = new ContentSpool();
        var image = new ContainerImageBuilder(new ImageConfig { OperatingSystem = "linux", Architecture = "amd64" })
            .AddLayer(LayerBuilder.BuildFromTree(files, CompressionFormat.Gzip, spool)).Build("bomb");
        var archive = await DockerArchiveWriter.PlanAsync(image, ImageReference.Parse("example.com/bomb:v1"));
        var report = await DemoAssets.InspectAsync(("asset", archive), new InspectionOptions { MaximumLength = 100 * Mebibyte });
        Assert.That(report.Omissions.Single().DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public void What_is_over_a_limit_is_not_compared()
    {
        var (first, second) = (("a.zst", Zstd(Letters(Mebibyte))), ("a.zst", Zstd(Letters(Mebibyte + 1))));
        Assert.That(
            () => DemoAssets.CompareAsync(first, second, new InspectionOptions { MaximumLength = 1000 }),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public async Task Names_do_nothing_to_a_terminal()
    {
        const string Name = "x\u001b[31mRED\u001b]0;title\u0007\nforged: line\u202e.efi";
        var (one, other) = (AssetWith(SyntheticPe.Stub()), AssetWith(SyntheticPe.Stub(0xAA64)));
        var report = await DemoAssets.InspectAsync(one);
        foreach (var text in new[] { ReportText.Write(report), ReportMarkdown.Write(report), string.Join('\n', await DemoAssets.CompareAsync(one, other)) })
        {
            Assert.That(text.Where(character => (char.IsControl(character) && character != '\n') || character == '\u202e'), Is.Empty);
            Assert.That(text.Split('\n'), Has.None.StartsWith("forged"));
        }

        Assert.That(ReportText.Write(report), Does.Contain("x\\u001b[31mRED"));

        static (string, BlobSource) AssetWith(byte[] program)
        {
            var tree = new FileTree();
            tree.Set(Name, new RegularFile(BlobSource.FromBytes(program)));
            return ("asset", TarArchive.Plan(tree));
        }
    }

    /// <summary>4 GiB of zeros, in four hashes: that it is refused before that is what the limit is for.</summary>
    [Test]
    public void A_program_that_is_much_longer_in_memory_than_in_the_file_is_not_measured()
    {
        var uki = new SyntheticPe()
            .Add(".text", SyntheticPe.Fill(700, 0xc3)).Add(".osrel", "ID=talos\n"u8.ToArray()).Add(".cmdline", "a=b\0"u8.ToArray())
            .Add(".linux", SyntheticKernel.BzImage()).Add(".initrd", TestBytes.Noise(600)).Build();
        BinaryPrimitives.WriteUInt32LittleEndian(uki.AsSpan(uki.AsSpan().IndexOf(".initrd\0"u8) + 8), 0xE000_0000);
        Assert.That(
            () => DemoAssets.InspectAsync(("asset", BlobSource.FromBytes(uki))),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded).And.Message.Contains("longer in memory"));
    }

    static int Count(AssetPart part) => 1 + part.Parts.Sum(Count);

    /// <summary>An archive with two names for an archive with two names, and so on.</summary>
    static BlobSource Doubled(int depth, byte last)
    {
        var content = BlobSource.FromBytes(new[] { last });
        for (; depth > 0; depth--)
        {
            var tree = new FileTree();
            var file = new RegularFile(content);
            tree.Set("a.efi", file);
            tree.Set("b.efi", file);
            content = TarArchive.Plan(tree);
        }

        return content;
    }

    static BlobSource Letters(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)'A');
        return BlobSource.FromBytes(bytes);
    }

    static BlobSource Zstd(BlobSource content)
    {
        using var output = new MemoryStream();
        ZstdWriter.Write(content, output);
        return BlobSource.FromBytes(output.ToArray());
    }
}
