using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Programs;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Overlays;

[TestFixture]
sealed class OverlayChooserTests
{
    static FileTree Image(string program)
    {
        var tree = new FileTree();
        tree.SetFile("artifacts/a", BlobSource.FromText("a"));
        tree.SetFile("installers/board", BlobSource.FromText(program));
        return tree;
    }

    [Test]
    public void A_profile_of_an_overlay_that_cannot_be_read_is_named()
    {
        var tree = Image("#!/bin/sh\nexit 0\n");
        tree.SetFile("profiles/board.yaml", BlobSource.FromText("output: [not: valid"));
        var failure = Assert.Throws<OverlayException>(() => OverlayBench.Image(tree, null).ReadProfiles());
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayProfileInvalid));
        Assert.That(failure.Message, Does.Contain("profiles/board.yaml"));
    }

    [TestCase("Board", "TB7001", "It has: board.")]
    [TestCase("../board", "TB7001", "It has: board.")]
    [TestCase("board", "TB7006", "OverlayPrograms")]
    public void What_nobody_may_install_is_refused(string name, string id, string message)
    {
        using var bench = new OverlayBench();
        var failure = Assert.Throws<OverlayException>(() => bench.Choose(Image("#!/bin/sh\nexit 0\n"), name));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id));
        Assert.That(failure.Message, Does.Contain(message));
    }

    [Test]
    public void What_is_no_overlay_image_is_named_as_such()
    {
        using var bench = new OverlayBench();
        var failure = Assert.Throws<OverlayException>(() => bench.Choose(new FileTree(), "board"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayUnknown));
        Assert.That(failure.Message, Does.Contain("It is no overlay image."));
    }

    [TestCase("MZ, a program of another system", "no program of Linux")]
    [TestCase("", "no program of Linux")]
    public void What_is_no_program_is_refused(string program, string message)
    {
        using var bench = new OverlayBench { Programs = new OverlayProgramOptions(), Runner = new OtherHost(Architecture.Amd64) };
        var failure = Assert.Throws<OverlayException>(() => bench.Choose(Image(program), "board"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayProgramNotRunnable));
        Assert.That(failure.Message, Does.Contain(message));
    }

    [Test]
    public void A_host_that_runs_no_programs_of_Linux_says_so_and_builds_for_official_boards()
    {
        using var bench = new OverlayBench { Programs = new OverlayProgramOptions(), Runner = new OtherHost(null) };
        var failure = Assert.Throws<OverlayException>(() => bench.Choose(Image("#!/bin/sh\nexit 0\n"), "board"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayProgramNotRunnable));
        Assert.That(failure.Message, Does.Contain("Build on Linux"));
        Assert.That(
            bench.Choose(StandInProgram.Image("siderolabs/sbc-jetson", "v0.1.5"), "jetson_nano", "ghcr.io/siderolabs/sbc-jetson:v0.1.5").Provider,
            Is.EqualTo(OverlayProvider.BoardTable));
    }

    [Test]
    public async Task What_the_caller_brings_is_taken_before_everything_else()
    {
        OverlayRequest? asked = null;
        using var bench = new OverlayBench { Find = request => (asked = request).Name == "rpi_generic" ? new OwnOverlay() : null };
        var tree = StandInProgram.Image("siderolabs/sbc-raspberrypi", "v0.2.0");
        var chosen = bench.Choose(tree, "rpi_generic", "ghcr.io/siderolabs/sbc-raspberrypi:v0.2.0");
        Assert.That(chosen.Provider, Is.EqualTo(OverlayProvider.Caller));
        Assert.That((asked!.Image, asked.Architecture, asked.Version.Text), Is.EqualTo(("ghcr.io/siderolabs/sbc-raspberrypi:v0.2.0", Architecture.Arm64, "v1.12.0")));
        var (options, lines) = await bench.InstallAsync(chosen, tree);
        Assert.That(options.PartitionOffset, Is.EqualTo(8));
        Assert.That(lines, Is.EqualTo(new[] { "own/", "own/boot.txt=made by the caller", "own/start4.elf=This is arm64/firmware/boot/start4.elf.\n", "@1024=L" }));
        Assert.That(bench.Choose(tree, "rpi_5").Provider, Is.EqualTo(OverlayProvider.BoardTable));
    }

    sealed class OwnOverlay : IOverlay
    {
        public ValueTask<OverlayOptions> GetOptionsAsync(YamlMapping options, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new OverlayOptions { PartitionOffset = 8 });

        public ValueTask InstallAsync(OverlayInstallContext context, CancellationToken cancellationToken = default)
        {
            context.WriteFile("own/boot.txt", BlobSource.FromText("made by the caller"));
            context.CopyFile("arm64/firmware/boot/start4.elf", "own/start4.elf");
            context.WriteToDisk(1024, BlobSource.FromText("L"));
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A machine on which no program may be run by a test.</summary>
    internal sealed class OtherHost(Architecture? architecture) : IProgramRunner
    {
        public Architecture? Architecture => architecture;

        public Task<ProgramAnswer> RunAsync(ProgramCall call, CancellationToken cancellationToken) => throw new InvalidOperationException("No program is run here.");
    }
}
