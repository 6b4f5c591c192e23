using TalosBoot.Yaml;

namespace TalosBoot.Overlays.Boards;

/// <summary>An official board that is installed from the table, without a program of its image.</summary>
/// <param name="board">The board.</param>
/// <param name="release">The release of the image, or the newest.</param>
internal sealed class BoardOverlay(Board board, ReleaseTag release) : IOverlay
{
    public ValueTask<OverlayOptions> GetOptionsAsync(YamlMapping options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        board.CheckOptions(new BoardOptionReader(options, board.Name), release);
        return ValueTask.FromResult(board.Options);
    }

    public ValueTask InstallAsync(OverlayInstallContext context, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        board.Install(context, release, cancellationToken);
        return ValueTask.CompletedTask;
    }
}
