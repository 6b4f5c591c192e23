using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Planning;
using TalosBoot.Planning.Disks;
using TalosBoot.Planning.SecureBoot;
using TalosBoot.Platforms;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Profiles;

public sealed class ProfileValidatorTests
{
    [Test]
    public void All_problems_are_reported_at_once()
    {
        var profile = new Profile
        {
            Arch = "riscv64",
            Version = "1.4.0",
            SecureBoot = true,
            Customization = new ProfileCustomization { ExtraKernelArgs = ["a"], MetaContents = [new MetaValue(10, "s3cret")] },
            Output = new ProfileOutput { Kind = OutputKind.Kernel, OutFormat = OutFormat.Raw },
        };
        var exception = Assert.Throws<ProfileValidationException>(() => ProfileValidator.Validate(profile))!;
        Assert.That(
            exception.Problems.Select(problem => problem.DiagnosticId),
            Is.EqualTo(new[] { "TB1001", "TB1002", "TB8001", "TB1009", "TB1009", "TB1009" }));
        Assert.That(exception.Message, Does.Contain("invalid arch \"riscv64\"").And.Contain("platform is required").And.Not.Contain("s3cret"));
    }

    [Test]
    public void Image_options_must_have_a_size_and_a_bootloader()
    {
        var profile = new Profile { Arch = "amd64", Platform = "metal", Version = "1.12.0", Output = new ProfileOutput { Kind = OutputKind.Image, OutFormat = OutFormat.Raw } };
        Assert.That(Ids(profile), Is.EqualTo(new[] { "TB1007" }));
        Assert.That(
            Ids(profile with { Output = profile.Output with { ImageOptions = new ProfileImageOptions() } }), Is.EqualTo(new[] { "TB1008", "TB1006" }));
    }

    [Test]
    public void An_output_without_a_format_is_refused() => Assert.That(
        Ids(new Profile { Arch = "amd64", Platform = "metal", Version = "1.12.0", Output = new ProfileOutput { Kind = OutputKind.Uki } }),
        Is.EqualTo(new[] { "TB1016" }));

    [TestCase(65_536)]
    [TestCase(65_537, "TB1029")]
    public void Kernel_arguments_that_no_kernel_takes_are_refused(int length, params string[] ids)
    {
        var arguments = new[] { new string('a', 30_000), new string('b', length - 30_000) };
        var profile = new Profile
        {
            Arch = "amd64",
            Platform = "metal",
            Version = "1.12.0",
            Customization = new ProfileCustomization { ExtraKernelArgs = arguments },
            Output = new ProfileOutput { Kind = OutputKind.Uki, OutFormat = OutFormat.Raw },
        };
        Assert.That(Ids(profile), Is.EqualTo(ids));
    }

    [Test]
    public void What_a_profile_needs_or_contradicts_is_named()
    {
        var uki = new Profile { Arch = "amd64", Platform = "metal", Version = "1.12.0", Output = new ProfileOutput { Kind = OutputKind.Uki, OutFormat = OutFormat.Raw } };
        Assert.That(Ids(uki), Is.Empty);
        Assert.That(Ids(uki with { Board = "rpi_generic" }), Is.EqualTo(new[] { DiagnosticIds.UnknownBoard }), "It is one of older releases.");
        foreach (var (arch, platform) in new[] { ("amd64", "metal"), ("arm64", "aws") })
        {
            var problem = ProfileValidator.Problems(uki with { Board = "rock64", Arch = arch, Platform = platform, Version = "1.6.0" }).Single();
            Assert.That(problem.Message, Does.Contain("board is only supported for metal arm64").And.Contain(platform).And.Contain(arch).And.Not.Contain("overlay"));
        }

        Assert.That(Ids(uki with { Board = "rock64", Arch = "arm64", Version = "1.6.0" }), Is.Empty);
        Assert.That(Ids(uki with { Board = "abacus", Arch = "arm64", Version = "1.6.0" }), Is.EqualTo(new[] { DiagnosticIds.UnknownBoard }));
        Assert.That(
            Ids(uki with { Input = new ProfileInput { OverlayInstaller = new ContainerAsset { ImageRef = "ghcr.io/x/y:v1" } } }), Is.EqualTo(new[] { DiagnosticIds.OverlayRequired }));
        Assert.That(IdOf(() => ProfileResolver.Resolve(uki with { Version = string.Empty })), Is.EqualTo(DiagnosticIds.VersionRequired));
        Assert.That(IdOf(() => PlatformTable.Find("abacus")), Is.EqualTo(DiagnosticIds.UnknownPlatform));
        Assert.That(
            IdOf(() => OverlayOptionsMerge.Over(
                new YamlMapping([KeyValuePair.Create((YamlValue)"a", YamlValue.FromBoolean(true))]), new YamlMapping([KeyValuePair.Create((YamlValue)"a", (YamlValue)"text")]))),
            Is.EqualTo(DiagnosticIds.MergeTypeMismatch));
        Assert.That(
            IdOf(() => EnrollmentDatabases.Check(new ProfileSecureBoot { PlatformKeyPath = "/PK.auth" }, new TalosBootOptions())),
            Is.EqualTo(DiagnosticIds.PartialEnrollmentDatabases));

        static string? IdOf(Action call) => Assert.Throws<ProfileValidationException>(call)?.DiagnosticId;
    }

    [Test]
    public void A_small_efi_system_partition_with_large_sectors_is_a_warning()
    {
        var context = new BuildContext();
        var profile = ProfileResolver.Resolve(new Profile { BaseProfileName = "metal-4k", Arch = "amd64", Version = "1.9.0" });
        DiskRules.Check(ResolvedRequest.Of(profile), context);
        Assert.That(context.Diagnostics.Select(warning => warning.Id), Is.EqualTo(new[] { DiagnosticIds.SmallEfiSystemPartition }));
    }

    [Test]
    public void A_disk_of_a_release_that_reads_no_image_cache_is_refused()
    {
        var profile = ProfileResolver.Resolve(new Profile
        {
            BaseProfileName = "metal",
            Arch = "amd64",
            Version = "1.7.0",
            Input = new ProfileInput { ImageCache = new ContainerAsset { OciPath = "/cache" } },
        });
        var failure = Assert.Throws<UnsupportedByTalosException>(() => DiskRules.Check(ResolvedRequest.Of(profile), new BuildContext()))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.ImageCacheNotSupported));
    }

    [TestCase(OutputKind.Cmdline, false)]
    [TestCase(OutputKind.Kernel, false)]
    [TestCase(OutputKind.Initramfs, false)]
    [TestCase(OutputKind.Uki, false)]
    [TestCase(OutputKind.Installer, false)]
    [TestCase(OutputKind.Iso, true)]
    [TestCase(OutputKind.Image, true)]
    public void An_image_cache_is_refused_by_name_where_it_cannot_be_carried(OutputKind kind, bool carries)
    {
        var problems = ProfileValidator.Problems(new Profile
        {
            Arch = "amd64",
            Platform = "metal",
            Version = "1.12.0",
            Input = new ProfileInput { ImageCache = new ContainerAsset { OciPath = "/cache" } },
            Output = new ProfileOutput
            {
                Kind = kind,
                OutFormat = OutFormat.Raw,
                IsoOptions = new ProfileIsoOptions { Bootloader = BootloaderKind.SdBoot },
                ImageOptions = new ProfileImageOptions { DiskSize = 1, Bootloader = BootloaderKind.SdBoot },
            },
        });
        Assert.That(problems.Select(problem => (problem.DiagnosticId, problem.Path)), Is.EqualTo(carries ? [] : new[] { ("TB1009", "input.imageCache") }));
    }

    [TestCase(OutputKind.Cmdline)]
    [TestCase(OutputKind.Uki)]
    public void Command_lines_and_ukis_take_everything(OutputKind kind) => Assert.That(
        Ids(new Profile
        {
            Arch = "arm64",
            Platform = "metal",
            Version = "1.12.0",
            SecureBoot = true,
            Customization = new ProfileCustomization { ExtraKernelArgs = ["a"], MetaContents = [new MetaValue(10, "x")] },
            Output = new ProfileOutput { Kind = kind, OutFormat = OutFormat.Raw },
        }),
        Is.Empty);

    [Test]
    public void An_unknown_base_is_answered_with_the_known_ones()
    {
        var exception = Assert.Throws<ProfileValidationException>(
            () => ProfileResolver.Resolve(new Profile { BaseProfileName = "rpi_generic", Arch = "arm64", Version = "1.12.0" }));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB1004"));
        Assert.That(exception.Message, Does.Contain("unknown base profile: rpi_generic").And.Contain("secureboot-iso"));
    }

    static IEnumerable<string> Ids(Profile profile) => ProfileValidator.Problems(profile).Select(problem => problem.DiagnosticId);
}
