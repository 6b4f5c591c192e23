using System.Buffers.Binary;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
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

    /// <summary>4 GiB of zeros, in four hashes.</summary>
    [Test]
    public void A_program_that_is_much_longer_in_memory_than_in_the_file_is_not_measured()
    {
        var uki = new SyntheticPe()
            .Add(".text", SyntheticPe.Fill(700, 0xc3)).Add(".osrel", "ID=talos\n"u8.ToArray()).Add(".cmdline", "a=b\0"u8.ToArray())
            .Add(".linux", SyntheticKernel.BzImage()).Add(".initrd", TestBytes.Noise(600)).Build();
        BinaryPrimitives.WriteUInt32LittleEndian(uki.AsSpan(uki.AsSpan().IndexOf(".initrd\0"u8) + 8), 0xE000_0000);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(
            () => DemoAssets.InspectAsync(("asset", BlobSource.FromBytes(uki))),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded).And.Message.Contains("longer in memory"));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
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
