using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Programs;
using TalosBoot.Testing;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Overlays;

/// <summary>Chooses and installs overlays, and tells the result in lines.</summary>
sealed class OverlayBench : IDisposable
{
    public const long DiskSize = 11 * 1024 * 1024;

    readonly TemporaryFolder _folder = new();
    readonly string? _scratch;

    public ContentSpool Spool { get; } = new();

    public OverlayProgramOptions? Programs { get; init; }

    public IProgramRunner Runner { get; init; } = new HostProgramRunner();

    public Func<OverlayRequest, IOverlay?>? Find { get; init; }

    /// <summary>The folder in which programs work.</summary>
    public string Scratch
    {
        get => _scratch ?? _folder.Path;
        init => _scratch = value;
    }

    public ChosenOverlay Choose(FileTree tree, string name, string? reference = null, Architecture architecture = Architecture.Arm64)
    {
        var image = Image(tree, reference);
        var chooser = new OverlayChooser(Find, Programs, Runner, Scratch);
        return chooser.TryChoose(new OverlayRequest(name, image.Name, architecture, TalosVersion.Parse("v1.12.0"), tree), image)
            ?? chooser.ChooseProgram(name, image);
    }

    /// <summary>The options that an overlay tells, and what it installs.</summary>
    public async Task<(OverlayOptions Options, string[] Lines)> InstallAsync(ChosenOverlay chosen, FileTree tree, YamlMapping? options = null, CancellationToken cancellationToken = default)
    {
        var told = await chosen.Overlay.GetOptionsAsync(options ?? YamlMapping.Empty, cancellationToken);
        var context = Context(tree, chosen.Name, told.PartitionOffset, options);
        await chosen.Overlay.InstallAsync(context, cancellationToken);
        return (told, Lines(context.ToInstallation()));
    }

    public OverlayInstallContext Context(FileTree tree, string name = "board", long offset = 0, YamlMapping? options = null) => new(
        new OverlayTarget("image", name, options ?? YamlMapping.Empty, offset, DiskSize), Image(tree, null).Artifacts, Spool);

    public static OverlayImage Image(FileTree tree, string? reference) =>
        new(reference ?? "image", reference is null ? null : ImageReference.Parse(reference), tree);

    public static string[] Lines(OverlayInstallation installation) =>
    [
        .. installation.Esp.Walk().Select(item => item.Entry is RegularFile file ? $"{item.Path}={System.Text.Encoding.UTF8.GetString(file.Content.ToArray())}" : $"{item.Path}/"),
        .. installation.DiskWrites.Select(write => $"@{write.Offset}={System.Text.Encoding.UTF8.GetString(write.Content.ToArray())}"),
    ];

    public void Dispose()
    {
        Spool.Dispose();
        _folder.Dispose();
    }
}
