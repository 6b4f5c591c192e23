namespace TalosBoot.Overlays.Boards;

/// <summary>A board of Rockchip, Allwinner or Nvidia: a loader at a fixed place of the disk, and a device tree on the EFI system partition.</summary>
/// <param name="name">The name.</param>
/// <param name="family">What it has in common with others.</param>
/// <param name="firstRelease">The first release of the image that has the board.</param>
/// <param name="deviceTree">The device tree, from <c>artifacts/arm64/dtb</c> on and from <c>dtb</c> on the partition.</param>
/// <param name="arguments">The kernel arguments.</param>
internal sealed class UBootBoard(string name, BoardFamily family, string firstRelease, string deviceTree, IReadOnlyList<string> arguments)
    : Board(name, family, firstRelease, arguments)
{
    const string SpiBoot = "spi_boot";

    // The first release of Rockchip's image has its artifacts one folder further down.
    static readonly ReleaseTag WithFurtherFolder = new(0, 1, 0, 0, 0);

    /// <summary>The folder of the loader where it is not the board's name: from a release on, the last that applies counts.</summary>
    public IReadOnlyList<(string Since, string Folder)> LoaderFolders { get; init; } = [];

    /// <summary>From which release on <c>spi_boot: true</c> leaves the disk without a loader; null for never.</summary>
    public string? SpiBootSince { get; init; }

    public override void CheckOptions(BoardOptionReader options, ReleaseTag release) => _ = StartsFromSpi(options, release);

    public override void Install(OverlayInstallContext context, ReleaseTag release, CancellationToken cancellationToken)
    {
        var folder = Family == BoardFamily.Rockchip && release == WithFurtherFolder ? $"{OverlayImage.ArtifactsFolder}/arm64" : "arm64";
        if (Family.LoaderOffset > 0 && !StartsFromSpi(new BoardOptionReader(context.Options, Name), release))
        {
            var loader = context.Links.GetFile($"{folder}/u-boot/{LoaderFolder(release)}/{Family.LoaderFile}");
            context.WriteToDisk(Family.LoaderOffset, loader.Content);
        }

        context.CopyFile($"{folder}/dtb/{deviceTree}", $"dtb/{deviceTree}");
    }

    bool StartsFromSpi(BoardOptionReader options, ReleaseTag release) =>
        SpiBootSince is { } since && release >= ReleaseTag.Parse(since) && options.GetBoolean(SpiBoot);

    string LoaderFolder(ReleaseTag release) =>
        LoaderFolders.LastOrDefault(row => release >= ReleaseTag.Parse(row.Since)) is { Folder: { } folder } ? folder : Name;
}
