using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.Formats;

[TestFixture]
public sealed class DiskFormatTests
{
    static IEnumerable<DiskFormatCase> Formats => DiskFormatCase.All;

    [TestCaseSource(nameof(Formats))]
    public void A_disk_comes_back_as_it_was(DiskFormatCase format) => SampleDisks.Any.Sample(
        disk =>
        {
            using var spool = new ContentSpool();
            SampleDisks.AssertEqual(format.Read(format.Write(disk, spool, 2)), disk);
        },
        iter: 10, threads: 1);

    [TestCaseSource(nameof(Formats))]
    public void Qemu_finds_nothing_wrong_and_reads_the_same_disk(DiskFormatCase format)
    {
        ForeignTool.Require("qemu-img");
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        foreach (var disk in new[] { SampleDisks.Mixed, BlobSource.Zeros(1024 * 1024) })
        {
            var raw = Write(folder["raw"], disk);
            var image = Write(folder["image"], format.Write(disk, spool, 2));
            if (format.QemuName != "vpc")
            {
                ForeignTool.Run("qemu-img", "check", "-f", format.QemuName, image);
            }

            ForeignTool.Run("qemu-img", "compare", "-f", "raw", "-F", format.QemuName, raw, image);
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void What_qemu_makes_is_read(DiskFormatCase format)
    {
        ForeignTool.Require("qemu-img");
        using var folder = new TemporaryFolder();
        var raw = Write(folder["raw"], SampleDisks.Mixed);
        string[] compress = format.Name.Contains("with z", StringComparison.Ordinal) ? ["-c"] : [];
        ForeignTool.Run("qemu-img", ["convert", "-f", "raw", "-O", format.QemuName, .. compress, "-o", format.ConvertOptions, raw, folder["image"]]);
        var read = format.Read(BlobSource.FromFile(folder["image"]));

        // QEMU rounds a VMDK to whole grains.
        Assert.That(Digest.Sha256(read.Slice(0, SampleDisks.Mixed.Length)), Is.EqualTo(Digest.Sha256(SampleDisks.Mixed)));
    }

    [TestCaseSource(nameof(Formats))]
    public void The_bytes_do_not_depend_on_the_number_of_threads(DiskFormatCase format)
    {
        using var spool = new ContentSpool();
        SampleDisks.AssertEqual(format.Write(SampleDisks.Mixed, spool, 4), format.Write(SampleDisks.Mixed, spool, 1));
    }

    [TestCaseSource(nameof(Formats))]
    public void Damage_gives_an_exception_or_a_disk(DiskFormatCase format)
    {
        using var spool = new ContentSpool();
        var sound = format.Write(SampleDisks.Mixed, spool, 1).ToArray(128 << 20);
        var structures = Math.Min(sound.Length, 400_000);
        Gen.Select(Gen.Int[0, structures - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                var damaged = sound.ToArray();
                foreach (var (offset, value) in changes)
                {
                    damaged[offset] = value;
                    damaged[^(1 + (offset % 512))] ^= (byte)(value & 1);
                }

                ReadOrFail(format, damaged);
            },
            iter: 30, threads: 1);
        foreach (var length in new[] { 0, 1, 72, 511, 512, 1024, 65_536, 70_000, 1024 * 1024, sound.Length / 2, sound.Length - 1 })
        {
            ReadOrFail(format, sound[..Math.Min(length, sound.Length)]);
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void An_image_that_is_cut_short_is_damaged(DiskFormatCase format)
    {
        using var spool = new ContentSpool();
        var image = format.Write(SampleDisks.Mixed, spool, 1);
        Assert.That(
            () => format.Read(image.Slice(0, 1000)),
            Throws.InstanceOf<ImageFormatException>().With.Property(nameof(ImageFormatException.DiagnosticId)).EqualTo(DiagnosticIds.DiskImageDamaged));
    }

    [TestCase("qcow2 of 8 KiB")]
    [TestCase("fixed VHD")]
    [TestCase("VHDX")]
    public void An_image_of_blocks_is_laid_out_without_reading_the_disk(string name)
    {
        var reads = 0;
        var disk = new ObservedSource(SampleDisks.Mixed, (_, _) => reads++);
        using var spool = new ContentSpool();
        var image = Formats.Single(format => format.Name == name).Write(disk, spool, 1);
        Assert.That(reads, Is.Zero);
        Assert.That(image.Extents.Sum(extent => extent.Length), Is.LessThan(SampleDisks.Mixed.Length + 100_000));
        image.Read(image.Length / 2, new byte[1]);
        Assert.That(reads, Is.LessThanOrEqualTo(1));
    }

    static void ReadOrFail(DiskFormatCase format, byte[] bytes)
    {
        try
        {
            var disk = format.Read(BlobSource.FromBytes(bytes));
            if (disk.Length <= 64 * 1024 * 1024)
            {
                Digest.Sha256(disk);
            }
        }
        catch (ImageFormatException)
        {
            // What a reader of damaged images is to throw.
        }
    }

    static string Write(string path, BlobSource content)
    {
        content.WriteToFileAsync(path).GetAwaiter().GetResult();
        return path;
    }
}
