using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;

namespace TalosBoot.Overlays;

/// <summary>
/// What a single-board computer needs beside Talos: kernel arguments, room for a boot loader of its firmware, and files. Official boards and programs of
/// overlay images are provided by TalosBoot; a caller may bring its own with <see cref="TalosBootOptions.FindOverlay"/>.
/// </summary>
/// <remarks>Both methods may be called more than once for one asset, and from several threads.</remarks>
public interface IOverlay
{
    /// <summary>Tells what must be known before anything is laid out. It must not change anything.</summary>
    /// <param name="options">The options of the user; empty for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OverlayException">The options cannot be used (TB7005), or a program failed (TB7007–TB7011).</exception>
    ValueTask<OverlayOptions> GetOptionsAsync(YamlMapping options, CancellationToken cancellationToken = default);

    /// <summary>Says what goes to the EFI system partition and to the disk.</summary>
    /// <param name="context">Takes files and bytes.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OverlayException">An artifact is missing (TB7002), a write is refused (TB7004, TB7012), or a program failed (TB7007–TB7011).</exception>
    ValueTask InstallAsync(OverlayInstallContext context, CancellationToken cancellationToken = default);
}
