using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Overlays.Boards;
using TalosBoot.Overlays.Programs;

namespace TalosBoot.Overlays;

/// <summary>
/// Chooses who installs an overlay: what the caller brings, else the table of official boards, else the program of the image where that may be run
/// (docs/formats/installer.md).
/// </summary>
/// <param name="find">What the caller brings; null for nothing.</param>
/// <param name="programs">How programs are run; null where they are not.</param>
/// <param name="runner">Runs them.</param>
/// <param name="scratch">The folder for what programs work in; null for the system's.</param>
internal sealed class OverlayChooser(
    Func<OverlayRequest, IOverlay?>? find, OverlayProgramOptions? programs, IProgramRunner runner, string? scratch)
{
    // Later than any release: what is not told to differ is as in the newest one.
    static readonly ReleaseTag Newest = new(uint.MaxValue, 0, 0, 3, 0);

    /// <summary>Chooses what needs no program of the image.</summary>
    /// <param name="request">What is wanted, with the files of the image.</param>
    /// <param name="image">The image, for any architecture.</param>
    /// <returns>The choice; null where only a program can do it.</returns>
    public ChosenOverlay? TryChoose(OverlayRequest request, OverlayImage image) => find?.Invoke(request) is { } own
        ? new ChosenOverlay(request.Name, own, OverlayProvider.Caller, "the caller brings it")
        : FindBoard(request.Name, image);

    static ChosenOverlay? FindBoard(string name, OverlayImage image)
    {
        var board = OfficialBoards.Find(image.Repository, name, image.Release);
        if (board is null || (image.Repository is null && image.FindInstaller(name) is null))
        {
            return null;
        }

        var release = image.Release is { } told ? $"release {told} of {board.Family.Repository}"
            : $"the newest release of {board.Family.Repository}, as {(image.Repository is null ? "the image has no reference" : "its reference tells no release")}";
        return new ChosenOverlay(
            name, new BoardOverlay(board, image.Release ?? Newest), OverlayProvider.BoardTable, $"it is an official board, installed as {release} does");
    }

    /// <summary>Chooses the program of the image.</summary>
    /// <param name="name">The name of the overlay.</param>
    /// <param name="image">The image for the architecture of this machine.</param>
    /// <exception cref="OverlayException">
    /// The image does not have it (TB7001), or its program may not (TB7006) or cannot (TB7007) be run.
    /// </exception>
    public ChosenOverlay ChooseProgram(string name, OverlayImage image)
    {
        if (!FilePath.IsValidName(name) || image.FindInstaller(name) is not { } program)
        {
            throw image.Unknown(name);
        }

        if (programs is null)
        {
            throw new OverlayException(
                DiagnosticIds.OverlayProgramNotAllowed, image.Name, name,
                "this board is none of the official ones that TalosBoot knows, and the image's own program is run only where TalosBootOptions.OverlayPrograms "
                + "allows that (on a command line: talosboot imager --run-overlay-programs). Set it if you trust the image, or bring the overlay with TalosBootOptions.FindOverlay.");
        }

        if (runner.Architecture is not { } host)
        {
            throw NotRunnable(image, name, "its program is one of Linux, and this machine does not run Linux. Build on Linux");
        }

        var (isProgram, architecture) = ProgramMachine.Read(program.Content);
        if (!isProgram)
        {
            throw NotRunnable(image, name, $"{OverlayImage.InstallersFolder}/{name} is no program of Linux for amd64 or arm64. Check the image");
        }

        if (architecture is { } needed && needed != host && !programs.Emulators.ContainsKey(needed))
        {
            throw NotRunnable(
                image, name,
                $"its program is for {needed.ToName()}, and this machine is {host.ToName()}. Name an emulator with OverlayProgramOptions.Emulators, or take the image for {host.ToName()}");
        }

        return new ChosenOverlay(
            name, new ProgramOverlay(image, name, program, runner, programs, scratch), OverlayProvider.Program,
            $"it is no official board that TalosBoot knows, and programs of overlays may be run: {OverlayImage.InstallersFolder}/{name} of {image.Name}");
    }

    static OverlayException NotRunnable(OverlayImage image, string name, string message) =>
        new(DiagnosticIds.OverlayProgramNotRunnable, image.Name, name, message + ".");
}
