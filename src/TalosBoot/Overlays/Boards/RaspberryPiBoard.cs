using TalosBoot.Core.Content;

namespace TalosBoot.Overlays.Boards;

/// <summary>A Raspberry Pi: firmware, U-Boot and <c>config.txt</c> in the root of the EFI system partition (docs/formats/installer.md).</summary>
/// <param name="name">The name.</param>
/// <param name="firstRelease">The first release of the image that has the board.</param>
/// <param name="arguments">The kernel arguments.</param>
/// <param name="folders">The folders of the artifacts that are copied, one over the other, by release.</param>
/// <param name="configuration">The lines of <c>config.txt</c>, by release.</param>
internal sealed class RaspberryPiBoard(
    string name, string firstRelease, IReadOnlyList<string> arguments, Func<ReleaseTag, IReadOnlyList<string>> folders,
    Func<ReleaseTag, IReadOnlyList<string>> configuration)
    : Board(name, BoardFamily.RaspberryPi, firstRelease, arguments)
{
    const string UBoot = "u-boot.bin";
    const string ConfigText = "configTxt";
    const string ConfigTextAppend = "configTxtAppend";

    /// <summary>Whether the user may change <c>config.txt</c>. Default true.</summary>
    public bool TakesOptions { get; init; } = true;

    public override void CheckOptions(BoardOptionReader options, ReleaseTag release)
    {
        _ = options.GetText(ConfigText);
        _ = options.GetText(ConfigTextAppend);
    }

    public override void Install(OverlayInstallContext context, ReleaseTag release, CancellationToken cancellationToken)
    {
        foreach (var folder in folders(release))
        {
            context.CopyTree(folder, string.Empty, cancellationToken);
        }

        context.CopyFile($"arm64/u-boot/rpi_generic/{UBoot}", UBoot);
        var text = string.Concat(configuration(release).Select(line => $"{line}\n"));
        context.WriteFile("config.txt", BlobSource.FromText(TakesOptions ? Customize(text, new BoardOptionReader(context.Options, Name)) : text));
    }

    /// <summary>The line feed is there always, also when nothing is appended.</summary>
    static string Customize(string text, BoardOptionReader options) =>
        $"{(options.GetText(ConfigText) is { Length: > 0 } own ? own : text)}\n{options.GetText(ConfigTextAppend)}";
}
