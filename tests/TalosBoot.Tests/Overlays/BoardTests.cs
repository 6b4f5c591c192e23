using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Boards;
using TalosBoot.Overlays.Programs;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Overlays;

[TestFixture]
sealed class BoardTests
{
    static readonly YamlMapping SpiBoot = new([KeyValuePair.Create("spi_boot", YamlValue.FromBoolean(true))]);

    [Test]
    public void Every_board_of_the_specification_is_there_with_its_first_release() => Assert.That(
        OfficialBoards.All.Select(board => (board.Name, board.Family.Repository, board.FirstRelease.ToString())).Order(), Is.EqualTo(StandInProgram.Boards.Order()));

    [Test]
    [Platform("Linux", Reason = "The stand-in is a program of Linux.")]
    public async Task Every_board_of_every_release_is_installed_as_its_program_does([Values("rockchip", "allwinner", "jetson", "raspberrypi")] string family, [Values] bool spiBoot)
    {
        var repository = $"siderolabs/sbc-{family}";
        var options = spiBoot ? SpiBoot : YamlMapping.Empty;
        using var bench = new OverlayBench { Programs = new OverlayProgramOptions() };
        foreach (var release in StandInProgram.Releases[repository])
        {
            var tree = StandInProgram.Image(repository, release);
            foreach (var (name, _, first) in StandInProgram.Boards.Where(board => board.Repository == repository && (!spiBoot || StandInProgram.BoardsWithSpi.Contains(board.Name))))
            {
                var own = bench.Choose(tree, name, $"ghcr.io/{repository}:{release}");
                if (ReleaseTag.Parse(release) < ReleaseTag.Parse(first))
                {
                    Assert.That(own.Provider, Is.EqualTo(OverlayProvider.Program), $"{name} {release} is not known.");
                    continue;
                }

                Assert.That(own.Provider, Is.EqualTo(OverlayProvider.BoardTable), own.Reason);
                var program = bench.Choose(tree, name, $"example.com/other/image:{release}");
                Assert.That(program.Provider, Is.EqualTo(OverlayProvider.Program), program.Reason);
                var (expectedOptions, expected) = await bench.InstallAsync(program, tree, options);
                var (actualOptions, actual) = await bench.InstallAsync(own, tree, options);
                Assert.That(actual, Is.EqualTo(expected), $"{name} {release}");
                Assert.That(actualOptions.KernelArguments, Is.EqualTo(expectedOptions.KernelArguments), $"{name} {release}");
                Assert.That(actualOptions.PartitionOffset, Is.EqualTo(expectedOptions.PartitionOffset), $"{name} {release}");
            }
        }

        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty, "Nothing is left behind.");
    }

    [TestCase("ghcr.io/siderolabs/sbc-raspberrypi:v0.1.5", "release v0.1.5")]
    [TestCase("registry.example.com:5000/siderolabs/sbc-raspberrypi:v0.1.5", "release v0.1.5")]
    [TestCase("ghcr.io/siderolabs/sbc-raspberrypi:latest", "its reference tells no release")]
    [TestCase("ghcr.io/siderolabs/sbc-raspberrypi@sha256:0000000000000000000000000000000000000000000000000000000000000000", "its reference tells no release")]
    [TestCase("ghcr.io/siderolabs/sbc-raspberrypi:v0.1.5@sha256:0000000000000000000000000000000000000000000000000000000000000000", "release v0.1.5")]
    [TestCase(null, "the image has no reference")]
    public void It_is_told_why_a_board_is_installed_from_the_table(string? reference, string why)
    {
        using var bench = new OverlayBench();
        var chosen = bench.Choose(StandInProgram.Image("siderolabs/sbc-raspberrypi", "v0.1.5"), "rpi_generic", reference);
        Assert.That(chosen.Provider, Is.EqualTo(OverlayProvider.BoardTable));
        Assert.That(chosen.Reason, Does.Contain(why));
    }

    [Test]
    public async Task Config_txt_is_replaced_and_appended_to_and_always_gets_one_line_feed_more()
    {
        var tree = StandInProgram.Image("siderolabs/sbc-raspberrypi", "v0.2.0");
        Assert.That(await ConfigAsync(tree, []), Does.StartWith("gpu_mem=32\n").And.EndsWith("[all]\n\n"));
        Assert.That(await ConfigAsync(tree, ("configTxt", "a=1\n")), Is.EqualTo("a=1\n\n"));
        Assert.That(await ConfigAsync(tree, ("configTxt", ""), ("configTxtAppend", "dtoverlay=vc4\n")), Does.EndWith("[all]\n\ndtoverlay=vc4\n"));
        Assert.That(await ConfigAsync(tree, ("configTxt", 7), ("configTxtAppend", "b")), Is.EqualTo("7\nb"));
    }

    static async Task<string> ConfigAsync(FileTree tree, params (string Key, YamlValue Value)[] options)
    {
        using var bench = new OverlayBench();
        var mapping = new YamlMapping(options.Select(option => KeyValuePair.Create(option.Key, option.Value)));
        var (_, lines) = await bench.InstallAsync(bench.Choose(tree, "rpi_generic"), tree, mapping);
        return lines.Single(line => line.StartsWith("config.txt=", StringComparison.Ordinal))["config.txt=".Length..];
    }

    [Test]
    public async Task Options_of_a_wrong_type_are_refused_before_anything_is_installed()
    {
        using var bench = new OverlayBench();
        var rockchip = bench.Choose(StandInProgram.Image("siderolabs/sbc-rockchip", "v0.2.0"), "rock5b");
        var raspberry = bench.Choose(StandInProgram.Image("siderolabs/sbc-raspberrypi", "v0.2.0"), "rpi_5");
        foreach (var (overlay, key, value) in new (ChosenOverlay, string, YamlValue)[]
        {
            (rockchip, "spi_boot", "true"), (rockchip, "spi_boot", 1), (raspberry, "configTxt", new YamlList([])), (raspberry, "configTxtAppend", YamlMapping.Empty),
        })
        {
            var failure = await Assert.ThrowsAsync<OverlayException>(
                async () => await overlay.Overlay.GetOptionsAsync(new YamlMapping([KeyValuePair.Create(key, value)])));
            Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayOptionInvalid));
            Assert.That(failure.Message, Does.Contain(key));
        }
    }

    [Test]
    public async Task What_a_board_needs_and_its_image_lacks_is_named()
    {
        using var bench = new OverlayBench();
        var tree = StandInProgram.Image("siderolabs/sbc-rockchip", "v0.2.0");
        tree.Remove("artifacts/arm64/dtb/rockchip/rk3588-rock-5b.dtb");
        var failure = await Assert.ThrowsAsync<OverlayException>(async () => await bench.InstallAsync(bench.Choose(tree, "rock5b"), tree));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayArtifactMissing));
        Assert.That(failure.Message, Does.Contain("artifacts/arm64/dtb/rockchip/rk3588-rock-5b.dtb"));
    }

    [Test]
    public async Task A_loader_that_is_larger_than_its_room_is_refused()
    {
        using var bench = new OverlayBench();
        var tree = StandInProgram.Image("siderolabs/sbc-allwinner", "v0.1.5");
        tree.SetFile("artifacts/arm64/u-boot/pine64/u-boot-sunxi-with-spl.bin", BlobSource.Zeros(1024 * 1024));
        var failure = await Assert.ThrowsAsync<OverlayException>(async () => await bench.InstallAsync(bench.Choose(tree, "pine64"), tree));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayWriteRefused));
        Assert.That(failure.Message, Does.Contain("byte 1024 to byte 1049600"));
    }

    [Test]
    public async Task Boards_of_old_releases_are_installed_from_the_imager_image()
    {
        var tree = StandInProgram.Image("siderolabs/sbc-rockchip", "v0.2.0");
        foreach (var name in new[] { "rockpi_4/u-boot-rockchip.bin", "rock64/u-boot-rockchip.bin", "nanopi_r4s/u-boot-rockchip.bin", "pine64/u-boot-sunxi-with-spl.bin" })
        {
            tree.SetFile($"artifacts/arm64/u-boot/{name}", BlobSource.FromText(name));
        }

        var install = new FileTree();
        install.Set("usr/install/arm64/dtb", tree.Find("artifacts/arm64/dtb")!);
        install.Set("usr/install/arm64/u-boot", tree.Find("artifacts/arm64/u-boot")!);
        install.Set("usr/install/arm64/raspberrypi-firmware", tree.Find("artifacts/arm64/firmware")!);
        using var spool = new ContentSpool();
        var expected = new Dictionary<string, (string Arguments, string Loader, long Offset)>
        {
            ["rpi_generic"] = ("talos.board=rpi_generic console=tty0 console=ttyAMA0,115200 sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1", "", 0),
            ["rock64"] = ("talos.board=rock64 console=tty0 console=ttyS2,115200n8 talos.dashboard.disabled=1", "@32768=rock64/u-boot-rockchip.bin", 20480),
            ["rockpi_4c"] = ("talos.board=rockpi_4 console=tty0 console=ttyS2,1500000n8 sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1", "@32768=rockpi_4/u-boot-rockchip.bin", 20480),
            ["pine64"] = ("talos.board=pine64 console=tty0 console=ttyS0,115200 talos.dashboard.disabled=1", "@8192=pine64/u-boot-sunxi-with-spl.bin", 2048),
        };
        foreach (var (name, (arguments, loader, offset)) in expected)
        {
            var overlay = new BoardOverlay(LegacyBoards.Find(name)!, LegacyBoards.Release);
            var options = await overlay.GetOptionsAsync(YamlMapping.Empty);
            Assert.That(string.Join(' ', options.KernelArguments), Is.EqualTo(arguments));
            Assert.That(options.PartitionOffset, Is.EqualTo(offset));
            var context = new OverlayInstallContext(
                new OverlayTarget("imager", name, YamlMapping.Empty, offset, OverlayBench.DiskSize), LegacyBoards.Arrange(install, "imager"), spool);
            await overlay.InstallAsync(context);
            var lines = OverlayBench.Lines(context.ToInstallation());
            Assert.That(lines, loader.Length > 0 ? Does.Contain(loader) : Does.Contain("u-boot.bin=This is arm64/u-boot/rpi_generic/u-boot.bin.\n"));
            Assert.That(lines.Any(line => line.StartsWith("config.txt=", StringComparison.Ordinal) && line.Contains("enable_gic=1", StringComparison.Ordinal) && !line.EndsWith("\n\n", StringComparison.Ordinal)), Is.EqualTo(name == "rpi_generic"));
        }
    }
}
