using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Inputs;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Boards;
using TalosBoot.Profiles;
using TalosBoot.Yaml;

namespace TalosBoot.Planning;

/// <summary>Finds the overlay of a request, and who installs it (docs/formats/installer.md).</summary>
/// <param name="request">What is asked for.</param>
/// <param name="images">Where container images are.</param>
/// <param name="options">The options of the engine.</param>
/// <param name="logger">Is told which overlay it is.</param>
/// <param name="spool">Keeps what the overlay's files are read from.</param>
internal sealed class OverlayPart(ResolvedRequest request, UsedImages images, TalosBootOptions options, ILogger logger, ContentSpool spool)
{
    const string ImagerName = "the imager image";

    readonly Dictionary<(ContainerAsset, Architecture), OverlayImage> _opened = [];

    /// <summary>Finds the overlay, and asks it for its options.</summary>
    public async Task<PlannedOverlay> FindAsync(ProfileOverlay overlay, CancellationToken cancellationToken)
    {
        var (chosen, image) = await ChooseAsync(overlay, cancellationToken).ConfigureAwait(false);
        Log.OverlayChosen(logger, chosen.Name, chosen.Reason);
        var told = await chosen.Overlay.GetOptionsAsync(overlay.Options, cancellationToken).ConfigureAwait(false);
        return new PlannedOverlay(chosen, told, image.Name, _ => Task.FromResult(image.Artifacts)) { Options = overlay.Options };
    }

    /// <summary>Takes a board of an old release, whose files the imager image has itself (docs/formats/profile.md).</summary>
    /// <param name="board">The board.</param>
    /// <param name="files">The files of the imager image.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<PlannedOverlay> FindBoardAsync(Board board, InputFiles files, CancellationToken cancellationToken)
    {
        var overlay = new BoardOverlay(board, LegacyBoards.Release);
        var chosen = new ChosenOverlay(
            board.Name, overlay, OverlayProvider.BoardTable, "it is a board of Talos 1.6 and older, whose files the release has itself");
        Log.OverlayChosen(logger, chosen.Name, chosen.Reason);
        var told = await overlay.GetOptionsAsync(YamlMapping.Empty, cancellationToken).ConfigureAwait(false);
        return new PlannedOverlay(chosen, told, ImagerName, async token => LegacyBoards.Arrange(await files.OpenImagerAsync(token).ConfigureAwait(false), ImagerName));
    }

    /// <summary>Opens an overlay image.</summary>
    public async Task<OverlayImage> OpenAsync(ContainerAsset asset, Architecture architecture, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue((asset, architecture), out var known))
        {
            return known;
        }

        var image = await images.FindAsync(asset, architecture, cancellationToken).ConfigureAwait(false);
        var tree = await images.OpenTreeAsync(image, architecture, spool, cancellationToken).ConfigureAwait(false);
        return _opened[(asset, architecture)] = new OverlayImage(image.Name, OverlayLookup.ReferenceOf(asset), tree);
    }

    async Task<(ChosenOverlay Chosen, OverlayImage Image)> ChooseAsync(ProfileOverlay overlay, CancellationToken cancellationToken)
    {
        var chooser = new OverlayChooser(options.FindOverlay, options.OverlayPrograms, options.ProgramRunner, options.SpoolDirectory);
        var name = overlay.EffectiveName;
        var image = await OpenAsync(
            overlay.Image, OverlayLookup.ArchitectureOf(overlay, request.Architecture, options), cancellationToken).ConfigureAwait(false);
        if (chooser.TryChoose(new OverlayRequest(name, image.Name, request.Architecture, request.Version, image.Files), image) is { } chosen)
        {
            return (chosen, image);
        }

        var own = await OpenAsync(overlay.Image, ArchitectureNames.Host, cancellationToken).ConfigureAwait(false);
        return (chooser.ChooseProgram(name, own), own);
    }
}
