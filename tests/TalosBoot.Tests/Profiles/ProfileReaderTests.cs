using TalosBoot.Boot.Loader;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;

namespace TalosBoot.Tests.Profiles;

/// <summary>Profile documents are read as upstream reads them (profile.md 1.5).</summary>
public sealed class ProfileReaderTests
{
    [Test]
    public void Every_field_is_read_and_written_back()
    {
        // The example of profile.md 1.9.
        const string document = """
            arch: arm64
            platform: metal
            secureboot: false
            name: Talos
            version: v1.12.0
            customization:
              extraKernelArgs:
                - -console
                - console=ttyS1
              metaContents:
                - key: 10
                  value: foo
                - key: 11
                  value: |
                    a: b
                    c: d
              embeddedMachineConfiguration: |
                version: v1alpha1
                machine:
                  type: worker
            input:
              kernel:
                path: /usr/install/arm64/vmlinuz
              initramfs:
                path: /usr/install/arm64/initramfs.xz
              sdStub:
                path: /usr/install/arm64/systemd-stub.efi
              sdBoot:
                path: /usr/install/arm64/systemd-boot.efi
              baseInstaller:
                imageRef: ghcr.io/siderolabs/installer-base:v1.12.0
              imageCache:
                imageRef: ""
                ociPath: /cache
              overlayInstaller:
                imageRef: ghcr.io/x/y:v1@sha256:abc
              secureboot:
                secureBootSigner: {}
                pcrSigner: {}
                includeWellKnownCerts: true
              systemExtensions:
                - imageRef: a:b
                  forceInsecure: true
                - imageRef: ""
                  tarballPath: /x.tar
            overlay:
              name: rpi_generic
              image:
                imageRef: ghcr.io/x/y:v1@sha256:abc
              options:
                b: "true"
                configTxt: |
                  a=b
                  c=d
            output:
              kind: image
              imageOptions:
                diskSize: 2355101696
                diskFormat: raw
                bootloader: sd-boot
                sdBootEnrollKeys: force
              isoOptions:
                sdBootEnrollKeys: force
              outFormat: .zst

            """;
        Assert.That(ProfileWriter.Write(ProfileReader.Read(document)), Is.EqualTo(document));
    }

    [Test]
    public void The_empty_profile_prints_its_zeros() => Assert.That(
        ProfileWriter.Write(ProfileReader.Read("---")),
        Is.EqualTo(
            "arch: \"\"\nplatform: \"\"\nsecureboot: null\nversion: \"\"\ninput:\n  kernel:\n    path: \"\"\n  initramfs:\n    path: \"\"\n"
            + "output:\n  kind: unknown\n  outFormat: unknown\n"));

    [Test]
    public void Words_and_numbers_are_read_as_in_go()
    {
        var profile = ProfileReader.Read(
            "secureboot: yes\nversion: 1.10\nunknown: [1, 2]\noutput:\n  kind: ISO\n  outFormat: .ZST\n  imageOptions: {diskSize: 6_000, diskSectorSize: 0x10}\n"
            + "customization: {metaContents: [{key: 0xb, value: x}]}\n---\narch: second\n");
        Assert.That(profile.SecureBoot, Is.True);
        Assert.That(profile.Version, Is.EqualTo("1.10"));
        Assert.That(profile.Arch, Is.Empty);
        Assert.That((profile.Output.Kind, profile.Output.OutFormat), Is.EqualTo((OutputKind.Iso, OutFormat.Zst)));
        Assert.That(profile.Output.ImageOptions, Is.EqualTo(new ProfileImageOptions { DiskSize = 6000, DiskSectorSize = 16 }));
        Assert.That(profile.Customization.MetaContents, Is.EqualTo(new[] { new MetaValue(11, "x") }));
    }

    [TestCase("")]
    [TestCase("arch: a\narch: b\n")]
    [TestCase("secureboot: \"true\"\n")]
    [TestCase("output: {kind: bogus}\n")]
    [TestCase("output: {kind: 1}\n")]
    [TestCase("output: {outFormat: zst}\n")]
    [TestCase("output: {imageOptions: {diskSize: 6GiB}}\n")]
    [TestCase("output: {imageOptions: {diskSize: \"5\"}}\n")]
    [TestCase("customization: {metaContents: [{key: 256, value: x}]}\n")]
    [TestCase("customization: {metaContents: [10=foo]}\n")]
    [TestCase("customization: {extraKernelArgs: a}\n")]
    [TestCase("not: [valid\n")]
    [TestCase("a: *b\n")]
    public void What_upstream_refuses_is_refused(string document) =>
        Assert.That(Assert.Throws<ProfileValidationException>(() => ProfileReader.Read(document))!.DiagnosticId, Is.EqualTo("TB1012"));

    const long MostMemory = 64L << 20;

    [Test]
    public void Hostile_documents_are_refused_before_they_take_much()
    {
        string[] documents =
        [
            new string('[', 100_000),
            string.Concat(Enumerable.Range(0, 20).Select(level => $"a{level}: &a{level} [{string.Join(',', Enumerable.Repeat(level == 0 ? "x" : $"*a{level - 1}", 10))}]\n")),
            $"{new string('k', 1 << 20)}: x\n",
            "a: \0",
            string.Concat(Enumerable.Repeat("? ", 50_000)),
            "&a [*a]",
        ];
        _ = ProfileReader.Read("arch: amd64");
        foreach (var document in documents)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ProfileReader.Read(document);
            }
            catch (ProfileValidationException)
            {
                // Refused with the documented exception; a document that is odd and small may as well be read.
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MostMemory), document[..Math.Min(20, document.Length)]);
        }
    }

    [Test]
    public void Enrollment_keeps_the_size_and_format_of_the_base()
    {
        var request = new ProfileRequest { BaseProfileName = "secureboot-metal", Arch = "amd64", Version = "v1.14.0", SecureBootEnrollKeys = "force" };
        var profile = ProfileResolver.Resolve(request.ToProfile(), fileExists: _ => false);
        Assert.That(profile.Output.ImageOptions, Is.EqualTo(new ProfileImageOptions
        {
            DiskSize = 2355101696,
            DiskFormat = DiskFormat.Raw,
            Bootloader = BootloaderKind.SdBoot,
            SdBootEnrollKeys = SecureBootEnrollment.Force,
        }));
        Assert.That(profile.Output.IsoOptions!.SdBootEnrollKeys, Is.EqualTo(SecureBootEnrollment.Force));
    }

    [TestCase("", ExpectedResult = "cluster_size=8k")]
    [TestCase("qcow2", ExpectedResult = "cluster_size=8k")]
    [TestCase("raw", ExpectedResult = "cluster_size=8k")]
    public string Options_of_a_format_are_those_of_the_base_whatever_the_format_is(string format)
    {
        var profile = ProfileReader.Read(
            $"baseProfileName: oracle\narch: amd64\nversion: v1.13.0\noutput:\n  imageOptions:\n    diskSize: 0\n{(format.Length == 0 ? "" : $"    diskFormat: {format}\n")}");
        return ProfileResolver.Resolve(profile, fileExists: _ => false).Output.ImageOptions!.DiskFormatOptions;
    }

    [TestCase("metal", "arm64")]
    [TestCase("iso", "amd64")]
    public void A_bootloader_is_that_of_a_disk_and_of_an_iso(string profile, string architecture)
    {
        var request = new ProfileRequest { BaseProfileName = profile, Arch = architecture, Version = "v1.13.0", Bootloader = "grub" };
        var output = ProfileResolver.Resolve(request.ToProfile(), fileExists: _ => false).Output;
        Assert.That(profile == "metal" ? output.ImageOptions!.Bootloader : output.IsoOptions!.Bootloader, Is.EqualTo(BootloaderKind.Grub));
    }

    [Test]
    public void The_builder_and_the_profile_convert_both_ways()
    {
        using var folder = new TalosBoot.Testing.TemporaryFolder();
        var request = new ProfileRequest
        {
            BaseProfileName = "metal-uki",
            Arch = "arm64",
            Version = "v1.12.0",
            ExtraKernelArgs = ["a=1"],
            Meta = ["10=x"],
            SystemExtensionImages = ["ghcr.io/x/y:v1"],
        };
        var engine = TalosBootEngine.Create();
        var fromProfile = engine.CreateAsset(request.ToProfile()).ResolveAsync().GetAwaiter().GetResult().Profile;
        var fromBuilder = engine.CreateAsset()
            .AsUki().ForArchitecture(Core.Versions.Architecture.Arm64).ForTalos("v1.12.0").UseBaseProfile("metal-uki")
            .Customize(custom => custom.AddExtensionImage("ghcr.io/x/y:v1").AddMetaValue(10, "x").AddKernelArgument("a=1"))
            .ResolveAsync().GetAwaiter().GetResult().Profile;
        Assert.That(ProfileWriter.Write(fromBuilder), Is.EqualTo(ProfileWriter.Write(fromProfile)));
    }

    [TestCase("alpine:3.20", ExpectedResult = "path")]
    [TestCase("registry:5000/cache", ExpectedResult = "path")]
    [TestCase("ghcr.io/me/cache:v1", ExpectedResult = "image")]
    [TestCase("registry:5000/cache:v1", ExpectedResult = "image")]
    [TestCase("localhost/cache:v1", ExpectedResult = "image")]
    [TestCase("ghcr.io/me/cache@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ExpectedResult = "image")]
    [TestCase("docker.io/alpine:3", ExpectedResult = "path")]
    [TestCase("docker.io/library/alpine:3", ExpectedResult = "image")]
    [TestCase("/image-cache.oci", ExpectedResult = "path")]
    public string An_image_cache_is_a_strict_reference_or_a_path(string text)
    {
        var asset = new ProfileRequest { BaseProfileName = "iso", Arch = "amd64", ImageCache = text }.ToProfile().Input.ImageCache;
        return asset.OciPath.Length > 0 ? "path" : "image";
    }

    [Test]
    public void Overlay_options_come_as_texts_files_and_documents()
    {
        using var folder = new TalosBoot.Testing.TemporaryFolder();
        var text = folder.WriteFile("config.txt", "a=b\nc=d\n"u8);
        var document = folder.WriteFile("options.yaml", "serial: true\nnested: {x: 1}\nname: old\n"u8);
        var profile = new ProfileRequest
        {
            BaseProfileName = "metal",
            Arch = "arm64",
            OverlayImage = "ghcr.io/x/y:v1",
            OverlayOptions = [$"@{document}", "name=new", $"configTxt=@{text}", "flag"],
        }.ToProfile();
        var dump = ProfileWriter.Write(profile);
        Assert.That(dump, Does.Contain(
            "  options:\n    configTxt: |\n      a=b\n      c=d\n    flag: \"\"\n    name: new\n    nested:\n      x: 1\n    serial: true\n"));
        Assert.That(profile.Input.OverlayInstaller.ImageRef, Is.EqualTo("ghcr.io/x/y:v1"));
    }

    [Test]
    public void Files_of_flags_keep_their_characters_or_are_refused()
    {
        using var folder = new TalosBoot.Testing.TemporaryFolder();
        var latin = folder.WriteFile("latin.txt", [(byte)'a', 0xE9]);
        var wide = folder.WriteFile("options.yaml", [0xFF, 0xFE, .. System.Text.Encoding.Unicode.GetBytes("name: é\n")]);
        var request = new ProfileRequest { BaseProfileName = "metal", Arch = "arm64", OverlayImage = "ghcr.io/x/y:v1" };
        foreach (var refused in new[] { request with { OverlayOptions = [$"configTxt=@{latin}"] }, request with { EmbeddedConfigPath = latin } })
        {
            Assert.That(refused.ToProfile, Throws.TypeOf<FileAccessException>().With.Property("DiagnosticId").EqualTo("TB6003"));
        }

        Assert.That(ProfileWriter.Write((request with { OverlayOptions = [$"@{wide}"] }).ToProfile()), Does.Contain("    name: é\n"));
    }

    /// <summary>As in Go, where a null is no structure.</summary>
    [Test]
    public void Items_that_are_null_are_none()
    {
        var profile = ProfileReader.Read("customization: {metaContents: [~, {key: 1, value: a}, null]}\ninput: {systemExtensions: [~, {imageRef: b}, {}]}\n");
        Assert.That(profile.Customization.MetaContents, Is.EqualTo(new[] { new MetaValue(1, "a") }));
        Assert.That(profile.Input.SystemExtensions, Is.EqualTo(new[] { new ContainerAsset { ImageRef = "b" }, ContainerAsset.None }));
    }

    [Test]
    public void A_file_of_an_overlay_option_is_read_even_without_an_overlay()
    {
        var request = new ProfileRequest { BaseProfileName = "metal", Arch = "arm64", OverlayOptions = ["configTxt=@/nonexistent/config.txt"] };
        Assert.That(request.ToProfile, Throws.InstanceOf<TalosBoot.Core.Diagnostics.FileAccessException>());
    }
}
