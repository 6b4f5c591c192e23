using System.Text;
using TalosBoot.Archives.Tar;
using TalosBoot.Core.Content;
using TalosBoot.Disks.Ova;
using TalosBoot.Disks.Tests.Formats;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.Ova;

[TestFixture]
public sealed class OvaImageBuilderTests
{
    [Test]
    public async Task Tar_lists_the_members_in_order_and_the_manifest_is_true()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var ova = await OvaImageBuilder.BuildAsync(SampleDisks.Mixed, spool);
        ova.WriteToFileAsync(folder["a.ova"]).GetAwaiter().GetResult();
        Assert.That(ova.Length % 10_240, Is.Zero);
        Assert.That(ForeignTool.Run("tar", "-tf", folder["a.ova"]).Lines, Is.EqualTo(new[] { "disk.ovf", "disk.mf", "disk.vmdk" }));
        ForeignTool.Run("tar", "-xf", folder["a.ova"], "-C", folder.Path);
        var lines = File.ReadAllText(folder["disk.mf"]);
        Assert.That(lines, Is.EqualTo(
            $"SHA256(disk.vmdk)= {Digest.Sha256(BlobSource.FromFile(folder["disk.vmdk"])).Hex}\n"
            + $"SHA256(disk.ovf)= {Digest.Sha256(BlobSource.FromFile(folder["disk.ovf"])).Hex}\n"));
        SampleDisks.AssertEqual(VmdkReader.Open(BlobSource.FromFile(folder["disk.vmdk"])), SampleDisks.Mixed);
        var descriptor = File.ReadAllText(folder["disk.ovf"]);
        Assert.That(descriptor, Does.Contain($"ovf:size=\"{new FileInfo(folder["disk.vmdk"]).Length}\""));
        Assert.That(descriptor, Does.Contain("ovf:capacity=\"9\""));
        Assert.That(System.Xml.Linq.XDocument.Parse(descriptor).Root!.Name.LocalName, Is.EqualTo("Envelope"));
    }

    // The length is that of upstream's descriptor for the same disk (a VMDK of 1167360 bytes).
    [Test]
    public void The_descriptor_has_the_length_of_upstreams()
    {
        var text = OvfDescriptor.Write(11_193L * 1024 * 1024, 1_167_360, "vmx-15");
        Assert.That(Encoding.UTF8.GetByteCount(text), Is.EqualTo(5862));
        Assert.That(Digest.Sha256(Encoding.UTF8.GetBytes(text)).Hex, Does.StartWith("b0cca9aad29c2fa3"));
    }

    [Test]
    public void A_sparse_archive_is_unpacked_by_tar_to_the_same_disk()
    {
        using var folder = new TemporaryFolder();
        var archive = new GnuTarWriter(1_559_424_892, string.Empty).AddSparse("disk.raw", SampleDisks.Mixed).Build();
        archive.WriteToFileAsync(folder["a.tar"]).GetAwaiter().GetResult();
        ForeignTool.Run("tar", "-xf", folder["a.tar"], "-C", folder.Path);
        SampleDisks.AssertEqual(BlobSource.FromFile(folder["disk.raw"]), SampleDisks.Mixed);
        Assert.That(
            ForeignTool.Run("tar", "-tvf", folder["a.tar"], "--numeric-owner").Output.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Is.EqualTo(new[] { "-rw-r--r--", "0/0", $"{SampleDisks.Mixed.Length}", "2019-06-01", "21:34", "disk.raw\n" }));
        Assert.That(archive.Length, Is.LessThan(SampleDisks.Mixed.Length / 2));
    }

    [Test]
    public void A_sparse_archive_names_many_stretches_and_large_numbers()
    {
        using var folder = new TemporaryFolder();
        var disk = new SparseImageBuilder();
        for (var index = 0; index < 60; index++)
        {
            disk.Place((index * 300L * 1024 * 1024) + 512, TestBytes.Noise(700, (ulong)index + 1), "stretch");
        }

        var content = disk.Build(18L * 1024 * 1024 * 1024);
        var archive = new GnuTarWriter(0, string.Empty).AddSparse("disk.raw", content).Build();
        archive.WriteToFileAsync(folder["a.tar"]).GetAwaiter().GetResult();
        ForeignTool.Run("tar", "-xf", folder["a.tar"], "-C", folder.Path);
        var unpacked = BlobSource.FromFile(folder["disk.raw"]);
        Assert.That(unpacked.Length, Is.EqualTo(content.Length));
        foreach (var extent in content.Extents)
        {
            var (expected, actual) = (new byte[extent.Length], new byte[extent.Length]);
            content.Read(extent.Offset, expected);
            unpacked.Read(extent.Offset, actual);
            Assert.That(actual, Is.EqualTo(expected));
        }
    }
}
