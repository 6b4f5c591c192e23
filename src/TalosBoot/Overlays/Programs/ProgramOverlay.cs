using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;

namespace TalosBoot.Overlays.Programs;

/// <summary>
/// An overlay that is installed by the program of its image (docs/formats/installer.md). It works in a private folder, on a file that stands for the disk, and
/// what it leaves there is taken over.
/// </summary>
/// <param name="image">The overlay image.</param>
/// <param name="name">The name of the overlay.</param>
/// <param name="program">Its program.</param>
/// <param name="runner">Runs it.</param>
/// <param name="options">How.</param>
/// <param name="scratch">The folder for private folders; null for the system's.</param>
internal sealed class ProgramOverlay(
    OverlayImage image, string name, RegularFile program, IProgramRunner runner, OverlayProgramOptions options, string? scratch) : IOverlay
{
    const string DiskName = "disk.raw";
    const string MountName = "image";
    const string EspFolder = $"{MountName}/boot/EFI";
    const string OverlayFolder = "overlay";

    // What the programs of boards make below with a mode that lets no user but root go on (docs/formats/installer.md).
    static readonly string[] ReadyFolders = ["dtb/rockchip", "dtb/allwinner", "dtb/nvidia"];

    public async ValueTask<OverlayOptions> GetOptionsAsync(YamlMapping options, CancellationToken cancellationToken = default)
    {
        using var folder = PrivateFolder.Create(scratch);
        var answer = await RunAsync(folder, OverlayProtocol.GetOptions, OverlayProtocol.WriteOptions(options), cancellationToken).ConfigureAwait(false);
        return OverlayProtocol.ReadOptions(answer, out var problem)
            ?? throw Failure(DiagnosticIds.OverlayAnswerInvalid, $"failed to unmarshal overlay options: {problem}. Report it to the maker of the overlay.");
    }

    public async ValueTask InstallAsync(OverlayInstallContext context, CancellationToken cancellationToken = default)
    {
        using var folder = PrivateFolder.Create(scratch);
        var mount = Path.Combine(folder.Path, MountName);
        var esp = Path.Combine(folder.Path, EspFolder);
        foreach (var ready in ReadyFolders)
        {
            Directory.CreateDirectory(Path.Combine(esp, ready));
        }

        var artifacts = Path.Combine(folder.Path, OverlayFolder, "artifacts");
        await ProgramFiles.ExtractAsync(context.Links, artifacts, cancellationToken).ConfigureAwait(false);
        var disk = new ProgramDisk(Path.Combine(folder.Path, DiskName), context);
        disk.Create();
        await RunAsync(
            folder, OverlayProtocol.Install, OverlayProtocol.WriteInstall(disk.Path, mount, artifacts, context.Options), cancellationToken).ConfigureAwait(false);
        if (!LeftFiles.IsFolder(folder.Path, EspFolder))
        {
            throw Failure(
                DiagnosticIds.OverlayFileRefused,
                $"its program removed or closed {EspFolder}, the folder that it was given for the EFI system partition, or put something else in its place. "
                + "It must write into that folder. Report it to the maker of the overlay.");
        }

        TakeOver(DiagnosticIds.OverlayWriteRefused, "on the disk", () => disk.TakeOver(cancellationToken));
        TakeOver(DiagnosticIds.OverlayFileRefused, "for the EFI system partition", () => ProgramFiles.TakeOver(esp, ReadyFolders, context, cancellationToken));
    }

    void TakeOver(string id, string where, Action take)
    {
        try
        {
            take();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Failure(id, $"what its program left {where} cannot be read: {exception.Message} Report it to the maker of the overlay.", exception);
        }
    }

    async Task<byte[]> RunAsync(PrivateFolder folder, string command, byte[] input, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder.Path, OverlayFolder, "installers", name);
        await ProgramFiles.WriteProgramAsync(path, program.Content, cancellationToken).ConfigureAwait(false);
        var emulator = ProgramMachine.Read(program.Content).Architecture is { } architecture && architecture != runner.Architecture
            ? options.Emulators[architecture] : null;
        var call = emulator is null
            ? new ProgramCall(path, [command], folder.Path, input, options)
            : new ProgramCall(emulator, [path, command], folder.Path, input, options);
        var answer = await runner.RunAsync(call, cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            { End: ProgramEnd.Exited, ExitCode: 0 } => answer.Output.Length > 0 || command == OverlayProtocol.Install ? answer.Output
                : throw Failure(DiagnosticIds.OverlayAnswerInvalid, "failed to unmarshal overlay options: EOF. Report it to the maker of the overlay."),
            { End: ProgramEnd.Exited } => throw Failure(
                DiagnosticIds.OverlayProgramFailed, $"failed to run overlay installer: exit status {answer.ExitCode}, stdErr: {answer.Errors.Trim()}"),
            { End: ProgramEnd.NotStarted } => throw Failure(
                DiagnosticIds.OverlayProgramNotRunnable, $"its program cannot be started: {answer.Errors}. Files of {folder.Path} must be allowed to run."),
            { End: ProgramEnd.TimedOut } => throw Failure(
                DiagnosticIds.OverlayProgramTimeout,
                $"its program did not answer \"{command}\" within {options.TimeLimit.TotalSeconds:0.#} seconds, and was ended. Raise the time limit if it needs more."),
            _ => throw Failure(DiagnosticIds.OverlayProgramOverLimit, $"its program wrote more than 1 MiB for \"{command}\", and was ended."),
        };
    }

    OverlayException Failure(string id, string message, Exception? inner = null) => new(id, image.Name, name, message, inner);
}
