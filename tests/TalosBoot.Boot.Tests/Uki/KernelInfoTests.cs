using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Tests.Uki;

public sealed class KernelInfoTests
{
    [Test]
    [Category(UpstreamFiles.Category)]
    public void Reads_the_version_of_the_upstream_kernel()
    {
        var info = KernelInfo.Read(UpstreamFiles.Kernel);
        Assert.That((info.Format, info.Architecture, info.Version), Is.EqualTo((KernelFormat.BzImage, Architecture.Amd64, "6.1.58-talos")));
    }

    [Test]
    public void Reads_the_version_that_the_file_program_reads()
    {
        using var folder = new TemporaryFolder();
        var kernel = SyntheticKernel.BzImage("6.99.1-other (someone@somewhere) #1");
        SyntheticPe.U16(kernel, 0x1fe, 0xaa55);
        SyntheticPe.U16(kernel, 0x206, 0x020f);
        var path = folder.WriteFile("vmlinuz", kernel);
        Assert.That(ForeignTool.Run("file", path).Output, Does.Contain("version 6.99.1-other (someone@somewhere)"));
        Assert.That(KernelInfo.Read(BlobSource.FromFile(path)).Version, Is.EqualTo("6.99.1-other"));
    }

    [Test]
    public void The_version_ends_at_the_first_space() => Assert.That(Version(_ => { }), Is.EqualTo("6.12.5-talos"));

    [Test]
    public void A_version_without_a_space_is_taken_whole() =>
        Assert.That(KernelInfo.Read(BlobSource.FromBytes(SyntheticKernel.BzImage("6.1.2"))).Version, Is.EqualTo("6.1.2"));

    [Test]
    public void A_version_pointer_of_zero_gives_no_version() => Assert.That(Version(kernel => SyntheticPe.U16(kernel, 0x20e, 0)), Is.Null);

    [TestCase(0x3a00, ExpectedResult = "")]
    [TestCase(0x3a01, ExpectedResult = null)]
    public string? A_version_pointer_lies_within_the_setup_code(int offset) => Version(
        kernel => SyntheticPe.U16(kernel, 0x20e, (ushort)offset));

    [Test]
    public void The_size_of_the_setup_code_wraps_at_64_KiB_as_upstream_has_it() => Assert.That(
        Version(kernel => kernel[0x1f1] = 128), Is.Null);

    [TestCase(0x1300, ExpectedResult = "6.12.5-talos")]
    [TestCase(0x12ff, ExpectedResult = null)]
    [TestCase(1024, ExpectedResult = null)]
    [TestCase(1023, ExpectedResult = null)]
    [TestCase(0x206, ExpectedResult = null)]
    public string? A_kernel_that_is_cut_before_the_text_ends_has_no_version(int length) =>
        KernelInfo.Read(BlobSource.FromBytes(SyntheticKernel.BzImage().AsMemory(0, length))).Version;

    [Test]
    public void A_text_without_an_end_gives_no_version() => Assert.That(
        Version(kernel => kernel.AsSpan(0x1200, 256).Fill((byte)'x')), Is.Null);

    [Test]
    public void A_plain_arm64_kernel_has_no_version()
    {
        var info = KernelInfo.Read(BlobSource.FromBytes(SyntheticKernel.Arm64Image()));
        Assert.That(
            (info.Format, info.Architecture, info.Version, info.Payload),
            Is.EqualTo((KernelFormat.Arm64Image, Architecture.Arm64, (string?)null, (BlobSource?)null)));
    }

    [Test]
    public void A_zboot_kernel_gives_its_payload()
    {
        var payload = TestBytes.Noise(1000);
        var info = KernelInfo.Read(BlobSource.FromBytes(SyntheticKernel.Arm64ZBoot(payload)));
        Assert.That(
            (info.Format, info.Architecture, info.PayloadCompression),
            Is.EqualTo((KernelFormat.Arm64ZBoot, Architecture.Arm64, "zstd")));
        Assert.That(info.Payload!.ToArray(), Is.EqualTo(payload));
        Assert.That(info.Payload.Kind, Is.EqualTo(ContentKind.Compressed));
    }

    [Test]
    public void A_zboot_payload_beyond_the_file_is_refused()
    {
        var kernel = SyntheticKernel.Arm64ZBoot(new byte[10]);
        SyntheticPe.U32(kernel, 12, 0xffff_ffff);
        Assert.That(
            () => KernelInfo.Read(BlobSource.FromBytes(kernel)),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.Truncated));
    }

    [Test]
    public void Other_files_are_refused() => Assert.Multiple(() =>
    {
        foreach (var bytes in new byte[][] { [], [0x1f, 0x8b, 8, 0], SyntheticPe.Stub(), [.. "MZ\0\0zimg"u8], new byte[4096] })
        {
            Assert.That(
                () => KernelInfo.Read(BlobSource.FromBytes(bytes)),
                Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.KernelNotRecognized));
        }
    });

    static string? Version(Action<byte[]> change)
    {
        var kernel = SyntheticKernel.BzImage();
        change(kernel);
        return KernelInfo.Read(BlobSource.FromBytes(kernel)).Version;
    }
}
