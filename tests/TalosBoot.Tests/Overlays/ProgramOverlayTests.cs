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

    const string Disk = "removed the file that it was given as the disk, or put something else in its place";
    const string Esp = "image/boot/EFI, the folder that it was given for the EFI system partition";

    // Locks a file in a process that is not found, and waits until it is locked.
    const string Hold = "hold() { (cd /; exec env -i /usr/bin/flock \"$1\" sleep 5 < /dev/null > /dev/null 2>&1) & while flock -n \"$1\" true; do sleep 0.05; done; }\n";

    [TestCase("rm \"$disk\"", "TB7004", Disk)]
    [TestCase("rm \"$disk\"; mkfifo \"$disk\"", "TB7004", Disk)]
    [TestCase("rm \"$disk\"; mkdir \"$disk\"", "TB7004", Disk)]
    [TestCase("rm \"$disk\"; ln -s /dev/zero \"$disk\"", "TB7004", Disk)]
    [TestCase("mv \"$disk\" \"$disk.moved\"; ln -s disk.raw.moved \"$disk\"", "TB7004", Disk)]
    [TestCase("rm -rf \"$esp\"", "TB7012", Esp)]
    [TestCase("rm -rf \"$esp\"; : > \"$esp\"", "TB7012", Esp)]
    [TestCase("rm -rf \"$esp\"; mkfifo \"$esp\"", "TB7012", Esp)]
    [TestCase("rm -rf \"$esp\"; ln -s @outside@ \"$esp\"", "TB7012", Esp)]
    [TestCase("cd \"$HOME/image\"; rm -rf boot; ln -s @outside@ boot", "TB7012", Esp)]
    [TestCase("rm -rf image; ln -s @outside@ image", "TB7012", Esp)]
    [TestCase("rm -rf \"$HOME\"", "TB7012", Esp)]
    [TestCase("rm -rf \"$HOME\"; ln -s @outside@ \"$HOME\"", "TB7012", Esp)]
    [TestCase("rm -rf \"$HOME\"; : > \"$HOME\"", "TB7012", Esp)]
    [TestCase("rm -rf \"$esp/dtb\"; ln -s @outside@ \"$esp/dtb\"", "TB7012", "a symbolic link")]
    [TestCase(": > \"$esp/held\"; hold \"$esp/held\"", "TB7012", "what its program left for the EFI system partition cannot be read: ")]
    [TestCase("hold \"$disk\"", "TB7004", "what its program left on the disk cannot be read: ")]
    [UnsupportedOSPlatform("windows")]
    public async Task What_a_program_puts_in_place_of_what_it_was_given_is_refused_and_nothing_outside_is_touched(string install, string id, string message)
    {
        using var outside = new TemporaryFolder();
        foreach (var folder in new[] { "rockchip", "EFI", "boot/EFI", "image/boot/EFI" })
        {
            Directory.CreateDirectory(outside[folder]);
        }

        var file = outside.WriteFile("secret", "mine"u8);
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        File.SetUnixFileMode(outside["rockchip"], UnixFileMode.UserRead);
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image(Hold + Script("echo 'name: x'", install.Replace("@outside@", outside.Path, StringComparison.Ordinal)));

        // Opening a pipe would wait for ever, and no time limit counts there.
        var work = Task.Run(() => bench.InstallAsync(bench.Choose(tree, "board"), tree)).WaitAsync(TimeSpan.FromSeconds(60));
        var failure = await Assert.ThrowsAsync<OverlayException>(() => work);
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id), failure.Message);
        Assert.That(failure.Message, Does.Contain(message));
        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty);
        Assert.That((File.GetUnixFileMode(file), File.GetUnixFileMode(outside["rockchip"])), Is.EqualTo((UnixFileMode.UserRead, UnixFileMode.UserRead)));
        Assert.That(Directory.Exists(outside["image/boot/EFI"]) && Directory.Exists(outside["boot/EFI"]) && Directory.Exists(outside["EFI"]));
    }

    [Test]
    public async Task A_folder_that_cannot_be_deleted_is_told()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image(Script("echo 'name: x'; : > \"$(printf 'x\\377')\"", ":"));
        var failure = await Assert.ThrowsAsync<FileAccessException>(async () => await bench.Choose(tree, "board").Overlay.GetOptionsAsync(YamlMapping.Empty));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OutputNotWritable));
        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.EqualTo(new[] { failure.Path }));
        ForeignTool.Run("rm", "-r", failure.Path);
    }

    [Test]
    public async Task What_a_program_closes_is_opened_again()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image(Script(
            "echo 'partitionOptions: {offset: 2048}'",
            "printf LOADER | dd of=\"$disk\" bs=1024 seek=8 conv=notrunc 2> /dev/null; printf 1 > \"$esp/file\"; chmod 000 \"$disk\" \"$esp/file\" \"$esp\""));
        var (_, lines) = await bench.InstallAsync(bench.Choose(tree, "board"), tree);
        Assert.That(lines, Is.EqualTo(new[] { "file=1", "@8192=LOADER" }));
    }

    [Test]
    public async Task The_folder_for_programs_may_be_told_from_the_one_that_this_process_works_in()
    {
        using var bench = new OverlayBench { Programs = Allowed, Scratch = Path.GetRandomFileName() };
        var tree = Image(Script("echo 'name: x'", "cp \"$from/arm64/board.dtb\" \"$esp/\""));
        Directory.CreateDirectory(bench.Scratch);
        try
        {
            var (told, lines) = await bench.InstallAsync(bench.Choose(tree, "board"), tree);
            Assert.That(told.Name, Is.EqualTo("x"));
            Assert.That(lines, Is.EqualTo(new[] { "board.dtb=device tree" }));
            Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty);
        }
        finally
        {
            Directory.Delete(bench.Scratch, recursive: true);
        }
    }

    [Test]
    public async Task What_a_program_says_is_told_without_what_acts_on_a_terminal()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image("cat > /dev/null; printf 'first\\nsecond \\033[31mred\\342\\200\\256' >&2; exit 1\n");
        var failure = await Assert.ThrowsAsync<OverlayException>(async () => await bench.Choose(tree, "board").Overlay.GetOptionsAsync(YamlMapping.Empty));
        Assert.That(failure!.Message, Does.EndWith("stdErr: first\nsecond \\u001b[31mred\\u202e"));
    }

    [Test]
    public async Task Artifacts_that_links_multiply_are_not_written_for_a_program()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image(Script("echo 'name: x'", ":"));
        for (var number = 0; number < 30; number++)
        {
            tree.Set($"artifacts/{number:00}/a", new SymbolicLink($"../{number + 1:00}"));
            tree.Set($"artifacts/{number:00}/b", new SymbolicLink($"../{number + 1:00}"));
        }

        tree.SetFile("artifacts/30/file", BlobSource.FromText("1"));
        var failure = await Assert.ThrowsAsync<OverlayException>(async () => await bench.InstallAsync(bench.Choose(tree, "board"), tree));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayLinkRefused));
        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty);
    }

    [Test]
    public async Task Artifacts_that_few_links_make_too_large_are_not_written_for_a_program()
    {
        using var bench = new OverlayBench { Programs = Allowed };
        var tree = Image(Script("echo 'name: x'", ":"));
        tree.SetFile("artifacts/large", BlobSource.Zeros(2L << 30));
        tree.Set("artifacts/link", new SymbolicLink("large"));
        tree.Set("artifacts/other", new SymbolicLink("link"));
        var failure = await Assert.ThrowsAsync<OverlayException>(async () => await bench.InstallAsync(bench.Choose(tree, "board"), tree));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayLinkRefused));
        Assert.That(Directory.GetFileSystemEntries(bench.Scratch), Is.Empty);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void A_time_limit_that_cannot_be_kept_is_refused_before_the_program_starts()
    {
        using var folder = new TemporaryFolder();
        var program = folder.WriteFile("program", "#!/bin/sh\n: > started\n"u8);
        File.SetUnixFileMode(program, (UnixFileMode)0x1ED);
        var call = new ProgramCall(program, ["get-options"], folder.Path, Array.Empty<byte>(), Allowed with { TimeLimit = TimeSpan.MaxValue });
        Assert.That(() => new HostProgramRunner().RunAsync(call, CancellationToken.None), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(File.Exists(folder["started"]), Is.False);
    }

    [Test]
    public async Task A_program_may_have_all_the_time_that_it_wants()
    {
        using var bench = new OverlayBench { Programs = Allowed with { TimeLimit = Timeout.InfiniteTimeSpan } };
        Assert.That((await bench.Choose(Image(Script("sleep 0.2; echo 'name: x'", ":")), "board").Overlay.GetOptionsAsync(YamlMapping.Empty)).Name, Is.EqualTo("x"));
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
