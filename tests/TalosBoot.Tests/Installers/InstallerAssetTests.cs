using System.Buffers.Binary;
using System.Text.Json.Nodes;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Programs;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;
using TalosBoot.Tests.Assets;
using TalosBoot.Tests.Overlays;

namespace TalosBoot.Tests.Installers;

/// <summary>Installers and overlays as a user asks for them.</summary>
public sealed class InstallerAssetTests
{
    static Profile Installer(TemporaryFolder inputs, string architecture, string version = "v1.13.0", string more = "") => ProfileReader.Read($$"""
        baseProfileName: installer
        arch: {{architecture}}
        version: {{version}}
        input:
          kernel: { path: {{inputs[$"{architecture}/vmlinuz"]}} }
          initramfs: { path: {{inputs[$"{architecture}/initramfs.xz"]}} }
          sdStub: { path: {{inputs[$"{architecture}/systemd-stub.efi"]}} }
          sdBoot: { path: {{inputs[$"{architecture}/systemd-boot.efi"]}} }
          baseInstaller: { imageRef: "ghcr.io/siderolabs/installer-base:{{version}}", ociPath: {{inputs["base"]}} }
        {{more}}
        """);

    [Test]
    public async Task Both_architectures_go_to_a_registry_as_one_index_and_to_a_layout()
    {
        using var inputs = RealInputs.Create();
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        await using var engine = TalosBootEngine.Create();
        using var amd64 = await engine.CreateAsset(Installer(inputs, "amd64")).PlanAsync();
        using var arm64 = await engine.CreateAsset(Installer(inputs, "arm64")).PlanAsync();
        Assert.That((amd64.FileName, arm64.FileName), Is.EqualTo(("installer-amd64.tar", "installer-arm64.tar")));
        var reference = $"{registry.Host}/own/installer:v1.13.0";
        Assert.That(async () => await engine.PushIndexAsync([amd64, arm64, amd64], reference), Throws.ArgumentException.With.Message.Contains("amd64"));
        Assert.That(async () => await engine.PushIndexAsync([], reference), Throws.ArgumentException);
        var index = await engine.PushIndexAsync([amd64, arm64], reference);
        await amd64.PushAsync($"{reference}-amd64");
        await amd64.WriteToOciLayoutAsync(folder["layout"], reference);
        await arm64.WriteToOciLayoutAsync(folder["layout"]);
        ForeignTool.Run("skopeo", "copy", "--all", "--src-tls-verify=false", $"docker://{reference}", $"oci:{folder["all"]}:v1");
        Assert.That(OciLayout.Open(folder["all"]).Index.Manifests.Single().Digest, Is.EqualTo(index.Digest));
        foreach (var asset in new[] { amd64, arm64 })
        {
            var architecture = asset.Profile.Arch;
            ForeignTool.Run("skopeo", "copy", "--src-tls-verify=false", $"--override-arch={architecture}", $"docker://{reference}", $"oci:{folder[architecture]}:v1");
            Assert.That(OciLayout.Open(folder[architecture]).Index.Manifests.Single().Digest, Is.EqualTo(asset.Image!.Digest));
            Assert.That(
                (await OciLayout.Open(folder["layout"]).ResolvePlatformAsync(OciPlatform.Parse($"linux/{architecture}"))).Digest, Is.EqualTo(asset.Image.Digest));
        }

        using var again = await engine.CreateAsset(amd64.Profile).PlanAsync();
        Assert.That(again.Image!.Digest, Is.EqualTo(amd64.Image!.Digest));
    }

    [Test]
    public async Task The_base_may_come_from_a_layout_an_archive_a_registry_or_memory()
    {
        using var inputs = RealInputs.Create();
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        await using var engine = TalosBootEngine.Create();
        var profile = Installer(inputs, "amd64");
        using var expected = await engine.CreateAsset(profile).PlanAsync();
        var image = await OciLayout.Open(inputs["base"]).ResolvePlatformAsync(OciPlatform.Parse("linux/amd64"));
        await (await DockerArchiveWriter.PlanAsync(image, Oci.ImageReference.Parse("example.com/base:v1"))).WriteToFileAsync(folder["base.tar"]);
        var pushed = $"{registry.Host}/vec/base:v1";
        using (var client = new RegistryClient(new RegistryOptions()))
        {
            await new RegistryImageWriter(client).PushAsync(image, Oci.ImageReference.Parse(pushed));
        }

        foreach (var basis in new[]
        {
            new ContainerAsset { TarballPath = folder["base.tar"] }, new ContainerAsset { ImageRef = pushed }, ContainerAsset.FromImage(image),
            ContainerAsset.FromTarball(BlobSource.FromFile(folder["base.tar"]), "base.tar"),
        })
        {
            using var asset = await engine.CreateAsset(profile with { Input = profile.Input with { BaseInstaller = basis } }).PlanAsync();
            Assert.That(asset.Image!.ConfigBytes.ToArray(), Is.EqualTo(expected.Image!.ConfigBytes.ToArray()), basis.ToString());
            var name = basis.ImageRef == pushed ? pushed : "ghcr.io/siderolabs/installer-base:v1.13.0";
            Assert.That(
                ForeignTool.Run("tar", "-xOf", folder.WriteFile("asset.tar", asset.Content.ToArray()), "manifest.json").Output, Does.Contain($"\"RepoTags\":[\"{name}\"]"));
        }
    }

    [Test]
    public async Task A_base_that_cannot_be_one_is_refused()
    {
        using var inputs = RealInputs.Create();
        await using var engine = TalosBootEngine.Create();
        var profile = Installer(inputs, "amd64");
        var index = inputs["cache", "index.json"];
        await File.WriteAllTextAsync(index, (await File.ReadAllTextAsync(index)).Replace("amd64", "riscv64", StringComparison.Ordinal));
        foreach (var (basis, id) in new[]
        {
            (new ContainerAsset { OciPath = inputs["base"] }, DiagnosticIds.InstallerNameInvalid),
            (ContainerAsset.FromTree(new FileTree(), "a tree"), DiagnosticIds.InstallerBaseInvalid),
            (new ContainerAsset { ImageRef = "example.com/a:b", OciPath = inputs["cache"] }, DiagnosticIds.PlatformNotFound),
            (new ContainerAsset { TarballPath = inputs["ext/hello.tar"] }, DiagnosticIds.ImageStoreInvalid),
        })
        {
            var failure = await Assert.CatchAsync<TalosBootException>(
                async () => await engine.CreateAsset(profile with { Input = profile.Input with { BaseInstaller = basis } }).PlanAsync(), basis.ToString());
            Assert.That(failure!.DiagnosticId, Is.EqualTo(id), failure.Message);
        }
    }

    [Test]
    public async Task Attestations_of_a_base_are_passed_over()
    {
        using var inputs = RealInputs.Create();
        await using var engine = TalosBootEngine.Create();
        using var expected = await engine.CreateAsset(Installer(inputs, "amd64")).PlanAsync();
        var index = JsonNode.Parse(await File.ReadAllBytesAsync(inputs["base", "index.json"]))!;
        var manifests = index["manifests"]!.AsArray();
        foreach (var architecture in new[] { "unknown", "amd64" })
        {
            // BuildKit says "unknown"; what an attestation is for must not count.
            var attestation = manifests[^1]!.DeepClone();
            attestation["platform"] = new JsonObject { ["os"] = architecture == "unknown" ? "unknown" : "linux", ["architecture"] = architecture };
            attestation["annotations"] = new JsonObject { ["vnd.docker.reference.type"] = "attestation-manifest" };
            manifests.Insert(0, attestation);
        }

        await File.WriteAllTextAsync(inputs["base", "index.json"], index.ToJsonString());
        using var asset = await engine.CreateAsset(Installer(inputs, "amd64")).PlanAsync();
        Assert.That(asset.Image!.Digest, Is.EqualTo(expected.Image!.Digest));
    }

    [TestCase("v1.3.7", "installer", 4)]
    [TestCase("v1.9.3", "installer", 1)]
    [TestCase("v1.12.0", "installer-base", 1)]
    public async Task Of_the_base_of_a_release_all_layers_are_kept_but_the_artifacts_of_a_complete_installer(string version, string name, int kept)
    {
        await using var engine = DemoEngine.Create();
        var basis = await OciLayout.Open(DemoRelease.Folder).ResolveAsync(
            Oci.ImageReference.Parse(DemoRelease.Reference(name, version)), OciPlatform.Linux(Architecture.Amd64));
        using var asset = await engine.CreateAsset().ForTalos(version).ForArchitecture(Architecture.Amd64).AsInstaller().PlanAsync();
        Assert.That(
            asset.Image!.Layers.SkipLast(1).Select(layer => layer.Descriptor.Digest), Is.EqualTo(basis.Layers.Take(kept).Select(layer => layer.Descriptor.Digest)));
        Assert.That(asset.Image.Config.Runtime!.OnBuild, Is.EqualTo(basis.Config.Runtime!.OnBuild));
        Assert.That(asset.Image.Config.Runtime.OnBuild, version == "v1.3.7" ? Has.Some.StartsWith("RUN apk add") : Is.Null.Or.Empty);
    }

    [Test]
    public async Task A_host_without_modes_and_without_programs_makes_the_same_installer()
    {
        using var inputs = RealInputs.Create();
        var archive = new Archives.Tar.TarArchiveBuilder().AddTree(StandInProgram.Image("siderolabs/sbc-raspberrypi", "v0.2.0")).Build();
        var overlay = ContainerAsset.FromTarball(archive, "sbc-raspberrypi");
        foreach (var runner in new IProgramRunner[] { new HostProgramRunner(), new OverlayChooserTests.OtherHost(null) })
        {
            await using var engine = TalosBootEngine.Create(options => options.ProgramRunner = runner);
            using var asset = await engine.CreateAsset(Installer(inputs, "arm64")).UseOverlay("rpi_generic", overlay).PlanAsync();
            Assert.That(asset.Overlay, Is.EqualTo(new BootAssetOverlay("rpi_generic", OverlayProvider.BoardTable, asset.Overlay!.Reason)));
            Assert.That(asset.KernelCommandLine, Does.Contain("console=tty0 console=ttyAMA0,115200 sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1"));
            Assert.That(asset.Image!.Layers, Has.Count.EqualTo(3));

            // Known here, so that it is the same on every machine that runs this test: modes come from archives, never from files of the host.
            Assert.That(asset.Image.Digest.Hex, Does.StartWith("c7714b7d1ac8a70577bcd6d1202db61739b4cb478a65a59236db9c"));
        }
    }

    [Test]
    [Platform("Linux")]
    public async Task A_program_is_run_only_where_that_is_allowed()
    {
        using var inputs = RealInputs.Create();
        var board = new ContainerAsset { TarballPath = inputs["ext/board.tar"] };
        await using (var engine = TalosBootEngine.Create())
        {
            var failure = await Assert.ThrowsAsync<OverlayException>(
                async () => await engine.CreateAsset(Installer(inputs, "arm64")).UseOverlay("board", board).PlanAsync());
            Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayProgramNotAllowed));
        }

        await using var allowing = TalosBootEngine.Create(options => options.OverlayPrograms = new OverlayProgramOptions());
        using var asset = await allowing.CreateAsset(Installer(inputs, "arm64")).UseOverlay("board", board).PlanAsync();
        Assert.That(asset.Overlay!.Provider, Is.EqualTo(OverlayProvider.Program));
        Assert.That(asset.KernelCommandLine, Does.StartWith("talos.platform=metal console=ttyAMA0,115200 board.arg=1 "));
    }

    [Test]
    [Platform("Linux")]
    public async Task An_overlay_moves_the_partition_table_also_where_nothing_else_of_it_is_installed()
    {
        using var inputs = RealInputs.Create();
        await using var engine = TalosBootEngine.Create(options => options.OverlayPrograms = new OverlayProgramOptions());
        using var asset = await engine.CreateAsset(Installer(inputs, "arm64") with { BaseProfileName = "metal" })
            .UseOverlay("board", new ContainerAsset { TarballPath = inputs["ext/board.tar"] }).PackagedAs(OutFormat.Raw).PlanAsync();
        var header = new byte[512];
        asset.Content.Read(512, header);
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(72)), Is.EqualTo(20482));
        Assert.That(asset.Warnings.Select(warning => warning.Id), Does.Contain(DiagnosticIds.OverlayNotInstalled));
    }

    [TestCase("bootloader: grub", false)]
    [TestCase("bootloader: none", true)]
    public async Task An_overlay_that_names_no_bootloader_is_started_by_GRUB(string line, bool forced)
    {
        using var inputs = RealInputs.Create();
        var tree = StandInProgram.Image("siderolabs/sbc-raspberrypi", "v0.1.4");
        tree.SetFile("profiles/rpi_generic.yaml", BlobSource.FromText(
            $"arch: arm64\nplatform: metal\noutput:\n  kind: image\n  outFormat: .xz\n  imageOptions:\n    diskSize: 1306525696\n    diskFormat: raw\n    {line}\n"));
        await using var engine = TalosBootEngine.Create();
        var request = await engine.CreateAsset(Installer(inputs, "arm64", "v1.10.0") with { BaseProfileName = "rpi_generic" })
            .UseOverlay("rpi_generic", ContainerAsset.FromTree(tree, "sbc-raspberrypi")).ResolveAsync();
        Assert.That((request.Profile.Output.Kind, request.Profile.Output.OutFormat), Is.EqualTo((OutputKind.Image, OutFormat.Xz)));
        Assert.That(request.Profile.Output.ImageOptions!.Bootloader, Is.EqualTo(BootloaderKind.Grub));
        Assert.That(request.Warnings.Any(warning => warning.Id == DiagnosticIds.OverlayBootloaderForced), Is.EqualTo(forced));
    }

    [Test]
    [Platform("Linux")]
    public async Task An_overlay_without_an_image_is_found_in_the_catalog_of_the_release()
    {
        await using var engine = DemoEngine.Create(options => options.OverlayPrograms = new OverlayProgramOptions());
        using var asset = await Describe("demo").PlanAsync();
        Assert.That(asset.KernelCommandLine, Does.StartWith("talos.platform=metal console=ttyAMA0,115200 "));
        Assert.That(asset.Profile.Overlay!.Image.ImageRef, Does.StartWith("ghcr.io/siderolabs/sbc-demo:v1.0.0@sha256:"));
        var failure = await Assert.ThrowsAsync<ProfileValidationException>(async () => await Describe("Demo").PlanAsync());
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.UnknownOverlay));
        Assert.That(failure.Message, Does.Contain("official overlay \"Demo\" is not available for Talos version v1.12.0").And.Contain("demo"));

        BootAssetBuilder Describe(string name) => engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)
            .UseOverlay(name, ContainerAsset.None).AsCommandLine();
    }

    [Test]
    public async Task Overlays_came_with_Talos_1_7()
    {
        using var inputs = RealInputs.Create();
        await using var engine = TalosBootEngine.Create();
        var failure = await Assert.ThrowsAsync<UnsupportedByTalosException>(
            async () => await engine.CreateAsset(Installer(inputs, "arm64", "v1.6.7"))
                .UseOverlay("board", new ContainerAsset { TarballPath = inputs["ext/board.tar"] }).PlanAsync());
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayNotSupported));
    }

    [TestCase("v1.9.5", false, "initramfs.xz vmlinuz")]
    [TestCase("v1.9.5", true, "systemd-boot.efi vmlinuz.efi.signed")]
    [TestCase("v1.10.0", false, "systemd-boot.efi vmlinuz.efi")]
    [TestCase("v1.10.0", true, "systemd-boot.efi vmlinuz.efi")]
    [TestCase("next", false, "initramfs.xz vmlinuz")]
    public async Task What_is_installed_follows_from_the_release(string version, bool secureBoot, string files)
    {
        using var inputs = RealInputs.Create();
        await using var engine = TalosBootEngine.Create();
        var profile = Installer(inputs, "amd64", version);
        var signing = new ProfileSecureBoot
        {
            SecureBootSigner = new ProfileSigner { KeyPath = inputs["keys/uki-signing-key.pem"], CertPath = inputs["keys/uki-signing-cert.pem"] },
            PcrSigner = new ProfileSigner { KeyPath = inputs["keys/pcr-signing-key.pem"] },
        };
        using var asset = await engine.CreateAsset(
            secureBoot ? profile with { SecureBoot = true, Input = profile.Input with { SecureBoot = signing } } : profile).PlanAsync();
        using var spool = new ContentSpool();
        var layer = asset.Image!.Layers[1];
        using var stream = Compression.Decompressor.Open((await layer.OpenAsync()).OpenRead(), Compression.CompressionFormat.Gzip);
        using var tar = new MemoryStream();
        await stream.CopyToAsync(tar);
        Assert.That(
            string.Join(' ', Archives.Tar.TarReader.ReadTree(BlobSource.FromBytes(tar.ToArray())).Walk().Where(item => item.Entry is RegularFile).Select(item => Path.GetFileName(item.Path))),
            Is.EqualTo(files));
        Assert.That(asset.FileName, Is.EqualTo(secureBoot ? "installer-amd64-secureboot.tar" : "installer-amd64.tar"));
    }
}
