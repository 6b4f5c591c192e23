using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Tests.Uki;

public sealed class UkiBuilderTests
{
    [Test]
    [Category(UpstreamFiles.Category)]
    public void Builds_the_upstream_example_byte_for_byte()
    {
        var uki = UkiBuilder.Build(UpstreamExample.Options);
        Assert.That(uki.Length, Is.EqualTo(768_000));
        Assert.That(Digest.Sha256(uki).Hex, Is.EqualTo("328f7231a087401766e1fa62993f981e62f6e00d48784ee55474eb523bc38e55"));
    }

    [TestCase("v1.10.0", ".osrel .cmdline .uname .splash .linux .initrd .profile .profile .cmdline")]
    [TestCase("v1.14.0-alpha.0", ".osrel .cmdline .uname .splash .linux .initrd .profile .profile .cmdline")]
    [TestCase("v1.9.6", ".osrel .cmdline .uname .splash .linux .initrd")]
    [TestCase("main", ".osrel .cmdline .uname .splash .linux .initrd .profile .profile .cmdline")]
    public void The_sections_follow_the_version(string version, string expected)
    {
        var options = Options() with
        {
            Version = TalosVersion.Parse(version),
            Splash = BlobSource.FromText("BM"),
            Profiles = [UkiProfile.Reset("console=ttyS0")],
        };
        Assert.That(AppendedSections(options).Select(section => section.Name), Is.EqualTo(expected.Split(' ')));
    }

    [Test]
    public void The_contents_are_exact()
    {
        var options = Options() with { Profiles = [new UkiProfile("plain", null, null), UkiProfile.ResetToMaintenance("a=b")] };
        Assert.That(
            AppendedSections(options).Where(section => section.Name is not ".linux" and not ".initrd" and not ".osrel")
                .Select(section => $"{section.Name}:{System.Text.Encoding.UTF8.GetString(section.Content.ToArray())}"),
            Is.EqualTo(
            [
                ".cmdline:console=ttyS0 ümlaut=ja", ".uname:6.12.5-talos", ".profile:ID=main", ".profile:ID=plain",
                ".profile:ID=reset-maintenance\nTITLE=Reset to maintenance mode", ".cmdline:a=b "
                + "talos.experimental.wipe=system:EPHEMERAL,STATE",
            ]));
    }

    [TestCase("v1.10.0", KernelVersionSource.KernelFile, ExpectedResult = "6.12.5-talos")]
    [TestCase("v1.10.0", KernelVersionSource.ReleaseTable, ExpectedResult = "6.12.25-talos")]
    [TestCase("v1.99.0", KernelVersionSource.ReleaseTable, ExpectedResult = "6.12.5-talos")]
    public string? The_kernel_version_comes_from_where_the_caller_says(string version, KernelVersionSource source) =>
        UkiReader.Open(UkiBuilder.Build(Options() with { Version = TalosVersion.Parse(version), KernelVersion = source })).KernelVersion;

    [TestCase(KernelVersionSource.KernelFile, ExpectedResult = null)]
    [TestCase(KernelVersionSource.ReleaseTable, ExpectedResult = "6.12.25-talos")]
    public string? An_arm64_kernel_has_a_version_only_in_the_table(KernelVersionSource source) =>
        UkiReader.Open(UkiBuilder.Build(Arm64Options() with { KernelVersion = source })).KernelVersion;

    [Test]
    public void A_zboot_kernel_is_stored_as_it_is()
    {
        var uki = UkiReader.Open(UkiBuilder.Build(Arm64Options()));
        Assert.That(uki.Image.Architecture, Is.EqualTo(Architecture.Arm64));
        Assert.That(uki.Kernel.ToArray(), Is.EqualTo(SyntheticKernel.Arm64ZBoot([1, 2, 3])));
    }

    [Test]
    public void The_stub_of_another_architecture_is_refused() => Assert.That(
        () => UkiBuilder.Build(Options() with { Stub = BlobSource.FromBytes(SyntheticPe.Stub(0xaa64)) }),
        Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.BootArchitectureMismatch));

    [Test]
    public void The_kernel_of_another_architecture_is_refused() => Assert.That(
        () => UkiBuilder.Build(Options() with { Kernel = BlobSource.FromBytes(SyntheticKernel.Arm64Image()) }),
        Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.BootArchitectureMismatch));

    [Test]
    public void A_stub_without_sbat_is_refused() => Assert.That(
        () => UkiBuilder.Build(Options() with { Stub = BlobSource.FromBytes(new SyntheticPe().Add(".text", [1]).Build()) }),
        Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.UkiSectionMissing));

    [TestCase("main", "x")]
    [TestCase("", "x")]
    [TestCase("a\nTITLE=b", "x")]
    [TestCase("a", "x\ny")]
    public void A_profile_that_would_say_something_else_is_refused(string id, string title) => Assert.That(
        () => UkiBuilder.Build(Options() with { Profiles = [new UkiProfile(id, title, null)] }), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void A_command_line_with_NUL_is_refused() =>
        Assert.That(() => UkiBuilder.Build(Options() with { CommandLine = "a\0b" }), Throws.InstanceOf<ArgumentException>());

    /// <summary>Signed or not: a signed one is read back, which would call its own output damaged.</summary>
    [Test]
    public void A_command_line_that_is_too_long_is_refused_with_its_limit()
    {
        const int Limit = 64 * 1024;
        var fits = Options() with { CommandLine = new string('a', Limit) };
        Assert.That(UkiReader.Open(UkiBuilder.Build(fits)).CommandLine, Has.Length.EqualTo(Limit));
        var failure = Assert.Throws<LayoutException>(() => UkiBuilder.Build(fits with { CommandLine = new string('ä', (Limit / 2) + 1) }));
        Assert.That((failure!.DiagnosticId, failure.Needed, failure.Available), Is.EqualTo((DiagnosticIds.FieldOverflow, (long)Limit + 2, (long)Limit)));
    }

    [Test]
    public void Kernel_and_initramfs_are_not_read_whole()
    {
        var read = 0L;
        var options = Options();
        options = options with
        {
            Kernel = new ObservedSource(options.Kernel, (_, length) => read += length),
            Initramfs = new ObservedSource(BlobSource.Zeros(100_000_000), (_, length) => read += length),
        };
        UkiBuilder.Build(options);
        Assert.That(read, Is.EqualTo(1024 + 256));
    }

    internal static UkiOptions Options() => new()
    {
        Version = TalosVersion.Parse("v1.11.0"),
        Architecture = Architecture.Amd64,
        Stub = BlobSource.FromBytes(SyntheticPe.Stub()),
        Kernel = BlobSource.FromBytes(SyntheticKernel.BzImage()),
        Initramfs = BlobSource.FromBytes(TestBytes.Noise(50_000)),
        CommandLine = "console=ttyS0 ümlaut=ja",
        Clock = new BuildClock(1_609_459_200),
    };

    static UkiOptions Arm64Options() => Options() with
    {
        Version = TalosVersion.Parse("v1.10.0"),
        Architecture = Architecture.Arm64,
        Stub = BlobSource.FromBytes(SyntheticPe.Stub(0xaa64)),
        Kernel = BlobSource.FromBytes(SyntheticKernel.Arm64ZBoot([1, 2, 3])),
    };

    static IEnumerable<PeSection> AppendedSections(UkiOptions options) => PeImage.Read(UkiBuilder.Build(options)).Sections.Skip(3);
}
