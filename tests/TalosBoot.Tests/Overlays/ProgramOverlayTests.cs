using System.Runtime.Versioning;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Programs;
using TalosBoot.Testing;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Overlays;

/// <summary>Programs of overlay images, good and bad.</summary>
[TestFixture]
[Platform("Linux")]
sealed class ProgramOverlayTests
{
    static readonly OverlayProgramOptions Allowed = new() { TimeLimit = TimeSpan.FromSeconds(30) };

    static FileTree Image(string script, string name = "board")
    {
        var tree = new FileTree();
        tree.SetFile("artifacts/arm64/board.dtb", BlobSource.FromText("device tree"));
        tree.Set($"installers/{name}", new RegularFile(BlobSource.FromText("#!/bin/sh\n" + script), new FileMetadata { Mode = 0x1ED }));
        return tree;
    }

    const string Parse = "in=$(cat); v() { printf '%s\\n' \"$in\" | sed -n \"s/^$1: *//p\"; }; esp=$(v mountPrefix)/boot/EFI; disk=$(v installDisk); from=$(v artifactsPath); ";

    static string Script(string answer, string install) => $"case $1 in get-options) cat > /dev/null; {answer} ;; install) {Parse}{install} ;; esac\n";

    [Test]
    public async Task A_program_is_told_the_options_and_its_work_is_taken_over()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image(Script(
            "printf 'name: x\\nkernelArgs: [a=1, \"b c=2\"]\\npartitionOptions: {offset: 2048, other: 1}\\nunknown: {}\\n'",
            "printf '%s\\n' \"$in\" | sed -n '/^extraOptions/,$p' > \"$esp/told.txt\"; mkdir -p \"$esp/a/empty\"; cp \"$from/arm64/board.dtb\" \"$esp/a/\"; chmod 0400 \"$esp/a/board.dtb\"; "
            + "mkdir -m 0600 -p \"$esp/closed\"; printf LOADER | dd of=\"$disk\" bs=1024 seek=8 conv=notrunc 2> /dev/null; env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | cut -d= -f1 | sort > \"$esp/environment\""));
        var options = new YamlMapping([KeyValuePair.Create("n", YamlValue.FromInteger(1)), KeyValuePair.Create("text", YamlValue.FromText("true"))]);
        var chosen = bench.Choose(tree, "board");
        Assert.That(chosen.Provider, Is.EqualTo(OverlayProvider.Program));
        Assert.That(chosen.Reason, Does.Contain("installers/board"));
        var (told, lines) = await bench.InstallAsync(chosen, tree, options);
        Assert.That(told.KernelArguments, Is.EqualTo(new[] { "a=1", "b c=2" }));
        Assert.That((told.Name, told.PartitionOffset), Is.EqualTo(("x", 2048)));
        Assert.That(lines, Is.EqualTo(new[]
        {
            "a/", "a/board.dtb=device tree", "a/empty/", "closed/", "environment=HOME\nLC_ALL\nPATH\nTMPDIR\n",
            "told.txt=extraOptions:\n    'n': 1\n    text: \"true\"\n", "@8192=LOADER",
        }));
        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty);
    }

    [Test]
    public async Task Options_are_never_an_empty_document()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image("in=$(cat); [ \"$in\" = '{}' ] || exit 1; echo 'name: empty'\n");
        Assert.That((await bench.Choose(tree, "board").Overlay.GetOptionsAsync(YamlMapping.Empty)).Name, Is.EqualTo("empty"));
    }

    [TestCase("echo nothing works >&2; exit 7", "", "TB7008", "exit status 7, stdErr: nothing works")]
    [TestCase("sleep 60", "", "TB7009", "within 1.5 seconds")]
    [TestCase("sleep 4 & echo 'name: x'", "", "TB7009", "within 1.5 seconds")]
    [TestCase("head -c 3000000 /dev/zero", "", "TB7010", "1 MiB")]
    [TestCase("head -c 3000000 /dev/zero >&2", "", "TB7010", "1 MiB")]
    [TestCase("echo '[1, 2'", "", "TB7011", "failed to unmarshal overlay options")]
    [TestCase("echo 'kernelArgs: 1'", "", "TB7011", "failed to unmarshal overlay options")]
    [TestCase("printf 'kernelArgs: [\"a\\\\nb\"]'", "", "TB7011", "control characters")]
    [TestCase("echo 'partitionOptions: {offset: -1}'", "", "TB7011", "failed to unmarshal overlay options")]
    [TestCase(":", "", "TB7011", "EOF")]
    [TestCase("printf '\\377\\376garbage'", "", "TB7011", "failed to unmarshal overlay options")]
    [TestCase("echo 'name: x'", "exit 1", "TB7008", "exit status 1")]
    [TestCase("echo 'name: x'", "printf X | dd of=\"$disk\" bs=1 seek=446 conv=notrunc 2> /dev/null", "TB7004", "bytes 446 to 447")]
    [TestCase("echo 'name: x'", "printf X | dd of=\"$disk\" bs=1 seek=32768 conv=notrunc 2> /dev/null", "TB7004", "from byte 1024 to byte 1024")]
    [TestCase("echo 'partitionOptions: {offset: 2048}'", "printf XX | dd of=\"$disk\" bs=1 seek=1049599 conv=notrunc 2> /dev/null", "TB7004", "bytes 1049599 to 1049601")]
    [TestCase("echo 'name: x'", "printf X >> \"$disk\"", "TB7004", "one of 11534337 bytes")]
    [TestCase("echo 'name: x'", "ln -s /etc/passwd \"$esp/link\"", "TB7012", "a symbolic link")]
    [TestCase("echo 'name: x'", "ln -s .. \"$esp/link\"", "TB7012", "a symbolic link")]
    [TestCase("echo 'name: x'", "mkfifo \"$esp/pipe\"", "TB7012", "a pipe or device")]
    public async Task What_a_program_does_wrong_is_told_and_nothing_is_left_behind(string answer, string install, string id, string message)
    {
        using var bench = new OverlayBench { Programs = Allowed with { TimeLimit = id == "TB7009" ? TimeSpan.FromSeconds(1.5) : TimeSpan.FromSeconds(30) } };
        var tree = Image(Script(answer, install.Length == 0 ? ":" : install));
        var failure = await Assert.ThrowsAsync<OverlayException>(async () => await bench.InstallAsync(bench.Choose(tree, "board"), tree));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id), failure.Message);
        Assert.That(failure.Message, Does.Contain(message));
        Assert.That((failure.Image, failure.Name), Is.EqualTo(("image", "board")));
        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty);
    }

    [TestCase("(exec > /dev/null 2>&1; exec sleep 311) & echo 'name: x'")]
    [TestCase("(cd /; exec > /dev/null 2>&1; exec setsid sleep 311) & echo 'name: x'")]
    [TestCase("(exec > /dev/null 2>&1; exec env -i /bin/sleep 311) & echo 'name: x'")]
    public async Task What_a_program_leaves_in_the_background_is_ended(string answer)
    {
        using var bench = new OverlayBench { Programs = Allowed };
        await bench.Choose(Image(Script(answer, ":")), "board").Overlay.GetOptionsAsync(YamlMapping.Empty);
        Assert.That(Commands(), Has.None.EqualTo("sleep 311").And.None.EqualTo("/bin/sleep 311"));
    }

    static IEnumerable<string> Commands()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            var command = string.Empty;
            try
            {
                command = File.ReadAllText(Path.Combine(process, "cmdline")).TrimEnd('\0').Replace('\0', ' ');
            }
            catch (IOException)
            {
                // It has ended.
            }

            yield return command;
        }
    }

    [Test]
    public void A_program_that_is_cancelled_is_ended()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var tree = Image("sleep 60\n");
        Assert.That(
            async () => await bench.Choose(tree, "board").Overlay.GetOptionsAsync(YamlMapping.Empty, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_program_of_another_architecture_is_run_by_the_emulator_that_the_caller_names_only()
    {
        using var folder = new TemporaryFolder();
        var other = ArchitectureNames.Host == Architecture.Amd64 ? Architecture.Arm64 : Architecture.Amd64;
        var header = new byte[64];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(header, 0);
        header[18] = other == Architecture.Arm64 ? (byte)0xB7 : (byte)0x3E;
        var tree = Image(":");
        tree.SetFile("installers/board", BlobSource.FromBytes(header));
        using (var bench = new OverlayBench { Programs = Allowed })
        {
            var failure = Assert.Throws<OverlayException>(() => bench.Choose(tree, "board"));
            Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayProgramNotRunnable));
            Assert.That(failure.Message, Does.Contain(other.ToName()).And.Contain("emulator"));
        }

        var emulator = folder.WriteFile("emulator", "#!/bin/sh\ncat > /dev/null; [ \"$2\" = get-options ] && echo \"name: ${1##*/}\"\n"u8);
        File.SetUnixFileMode(emulator, (UnixFileMode)0x1ED);
        using var emulated = new OverlayBench { Programs = Allowed with { Emulators = new Dictionary<Architecture, string> { [other] = emulator } } };
        Assert.That((await emulated.Choose(tree, "board").Overlay.GetOptionsAsync(YamlMapping.Empty)).Name, Is.EqualTo("board"));
    }
}
