using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.Formats;

/// <summary>Headers against literal bytes, and layouts against those of QEMU.</summary>
[TestFixture]
public sealed class DiskFormatHeaderTests
{
    // As upstream's imager made it (11193 MiB), but for the time, the identifier and the checksum over both.
    [Test]
    public void The_footer_of_a_vhd_for_azure_is_upstreams()
    {
        var image = VhdImageBuilder.Build(BlobSource.Zeros(11_193L * 1024 * 1024), new VhdOptions { RequireWholeMebibytes = true });
        var footer = new byte[512];
        image.Read(image.Length - 512, footer);
        footer.AsSpan(24, 4).Clear();
        footer.AsSpan(64, 4).Clear();
        Assert.That(
            Convert.ToHexStringLower(footer.AsSpan(0, 68)),
            Is.EqualTo(
                "636f6e65637469780000000200010000ffffffffffffffff0000000071656d32000500035769326b00000002bb90000000000002bb900000ffff10ff0000000200000000"));
        Assert.That(image.Length, Is.EqualTo((11_193L * 1024 * 1024) + 512));
    }

    [Test]
    public void What_has_no_header_of_the_format_is_refused()
    {
        var nothing = BlobSource.Zeros(1024 * 1024);
        foreach (var open in new Action[] { () => Qcow2Reader.Open(nothing), () => VhdReader.Open(nothing), () => VmdkReader.Open(nothing) })
        {
            Assert.That(Assert.Throws<ImageFormatException>(open)!.DiagnosticId, Is.EqualTo(DiagnosticIds.DiskImageDamaged));
        }
    }

    [Test]
    public void A_vhd_for_azure_has_whole_mebibytes()
    {
        var failure = Assert.Throws<LayoutException>(
            () => VhdImageBuilder.Build(BlobSource.Zeros(1024 * 1024 + 512), new VhdOptions { RequireWholeMebibytes = true }));
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.DiskSizeUnsupported));
        Assert.That(failure.Needed, Is.EqualTo(2 * 1024 * 1024));
    }

    // What qemu-img makes of 9192 MiB with subformat=fixed alone: 18,825,408 sectors.
    [Test]
    public void A_disk_that_a_geometry_makes_larger_is_not_for_azure()
    {
        const long GrownLength = 18_825_408L * 512;
        var disk = BlobSource.Zeros(9192L * 1024 * 1024);
        var geometry = new VhdOptions { ForceSize = false };
        Assert.That(VhdImageBuilder.Build(disk, geometry).Length, Is.EqualTo(GrownLength + 512));
        var failure = Assert.Throws<LayoutException>(() => VhdImageBuilder.Build(disk, geometry with { RequireWholeMebibytes = true }));
        Assert.That(
            (failure.DiagnosticId, failure.Needed, failure.Available), Is.EqualTo((DiagnosticIds.DiskSizeUnsupported, 9193L * 1024 * 1024, GrownLength)));
        Assert.That(failure.Message, Does.Contain("force_size"));
        Assert.That(VhdImageBuilder.Build(disk, new VhdOptions { RequireWholeMebibytes = true }).Length, Is.EqualTo(disk.Length + 512));
    }

    [TestCase(1_048_577, 1_049_088, 1_048_577)]
    [TestCase((128L << 30) + 512, (128L << 30) + 512, 128L << 30)]
    public void A_qcow2_holds_what_qemu_opens(long length, long needed, long available)
    {
        var failure = Assert.Throws<LayoutException>(() => Qcow2ImageBuilder.Build(BlobSource.Zeros(length), new Qcow2Options { ClusterSize = 512 }));
        Assert.That((failure.DiagnosticId, failure.Needed, failure.Available), Is.EqualTo((DiagnosticIds.DiskSizeUnsupported, needed, available)));
    }

    [Test]
    public async Task The_largest_qcow2_is_opened_by_qemu()
    {
        ForeignTool.Require("qemu-img");
        using var folder = new TemporaryFolder();
        await Qcow2ImageBuilder.Build(BlobSource.Zeros(128L << 30), new Qcow2Options { ClusterSize = 512 }).WriteToFileAsync(folder["image"]);
        ForeignTool.Run("qemu-img", "check", "-f", "qcow2", folder["image"]);
    }

    [TestCase(1_048_577, 1_049_088, 1_048_577)]
    [TestCase((2L << 40) + 512, (2L << 40) + 512, 2L << 40)]
    public async Task A_vmdk_that_cannot_be_is_refused_with_what_there_is(long length, long needed, long available)
    {
        using var spool = new ContentSpool();
        var failure = await Assert.ThrowsAsync<LayoutException>(() => VmdkImageBuilder.BuildAsync(BlobSource.Zeros(length), spool));
        Assert.That((failure!.DiagnosticId, failure.Needed, failure.Available), Is.EqualTo((DiagnosticIds.DiskSizeUnsupported, needed, available)));
    }

    [TestCase(0, 512, 0)]
    [TestCase(1_048_577, 1_049_088, 1_048_577)]
    [TestCase((64L << 40) + 512, (64L << 40) + 512, 64L << 40)]
    public void A_vhdx_that_cannot_be_is_refused_with_what_there_is(long length, long needed, long available)
    {
        var failure = Assert.Throws<LayoutException>(() => VhdxImageBuilder.Build(BlobSource.Zeros(length)));
        Assert.That((failure.DiagnosticId, failure.Needed, failure.Available), Is.EqualTo((DiagnosticIds.DiskSizeUnsupported, needed, available)));
    }

    // As upstream's imager made it.
    [TestCase(11_193, "4b444d56030000000100030000c85d010000000080000000000000000100000000000000140000000000000000020000000000000000000015000000000000009005000000000000000a200d0a010000")]
    [TestCase(8192, "4b444d560300000001000300000000010000000080000000000000000100000000000000140000000000000000020000000000000000000015000000000000001704000000000000000a200d0a010000")]
    public async Task The_header_of_a_vmdk_is_upstreams(int mebibytes, string expected)
    {
        using var spool = new ContentSpool();
        var image = await VmdkImageBuilder.BuildAsync(BlobSource.Zeros(mebibytes * 1024L * 1024), spool);
        var header = new byte[2048];
        image.Read(0, header);
        Assert.That(Convert.ToHexStringLower(header.AsSpan(0, 80)), Is.EqualTo(expected));
        Assert.That(Encoding.UTF8.GetString(header.AsSpan(512)), Does.StartWith("# Disk DescriptorFile\nversion=1\nencoding=\"UTF-8\"\nCID="));
        Assert.That(Encoding.UTF8.GetString(header.AsSpan(512)), Does.Contain($"RW {mebibytes * 2048L} SPARSE \"disk\"\n\n# The Disk Data Base"));
    }

    [Test]
    public void A_qcow2_is_laid_out_as_qemu_lays_it_out()
    {
        ForeignTool.Require("qemu-img");
        using var folder = new TemporaryFolder();
        var disk = new SparseImageBuilder()
            .Place(0, TestBytes.Noise(100_000), "start")
            .Place(9_000_000 / 8192 * 8192, TestBytes.Noise(65_536, 2), "middle")
            .Build(24 * 1024 * 1024);
        disk.WriteToFileAsync(folder["raw"]).GetAwaiter().GetResult();
        ForeignTool.Run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-o", "cluster_size=8k", folder["raw"], folder["theirs"]);
        var ours = Qcow2ImageBuilder.Build(disk, new Qcow2Options { ClusterSize = 8192 });
        Assert.That(ours.ToArray(), Is.EqualTo(File.ReadAllBytes(folder["theirs"])));
    }

    [TestCase(500)]
    [TestCase(4 * 1024 * 1024)]
    [TestCase(100_000)]
    public void Impossible_clusters_are_refused(int clusterSize) =>
        Assert.That(() => Qcow2ImageBuilder.Build(BlobSource.Zeros(512), new Qcow2Options { ClusterSize = clusterSize }), Throws.ArgumentException);

    [Test]
    public void Images_that_need_another_one_are_refused()
    {
        ForeignTool.Require("qemu-img");
        using var folder = new TemporaryFolder();
        ForeignTool.Run("qemu-img", "create", "-q", "-f", "qcow2", folder["base"], "1M");
        ForeignTool.Run("qemu-img", "create", "-q", "-f", "qcow2", "-b", folder["base"], "-F", "qcow2", folder["overlay"]);
        var failure = Assert.Throws<ImageFormatException>(() => Qcow2Reader.Open(BlobSource.FromFile(folder["overlay"])));
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.DiskImageFeatureUnsupported));
    }
}
