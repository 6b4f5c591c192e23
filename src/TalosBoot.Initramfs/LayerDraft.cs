using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs;

/// <summary>What becomes a layer: prepared already, or a tree that is still to be prepared.</summary>
internal sealed record LayerDraft
{
    /// <summary>The name of its image without <c>.sqsh</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it came from, for messages.</summary>
    public required string Origin { get; init; }

    /// <summary>What it says of itself.</summary>
    public required ExtensionManifest Manifest { get; init; }

    /// <summary>Names what is in it; null without a cache.</summary>
    public Digest? Key { get; init; }

    /// <summary>The turn to make the layer, as nobody remembers it; null where there is none. It ends with the preparation.</summary>
    public CacheTurn? Turn { get; init; }

    /// <summary>Whether it may be remembered.</summary>
    public bool MayBeRemembered { get; init; } = true;

    /// <summary>What was remembered, or null.</summary>
    public PreparedLayer? Prepared { get; init; }

    /// <summary>The tree when nothing was remembered.</summary>
    public DirectoryNode RootFs { get; init; } = new();

    /// <summary>What was taken out of the tree for the early segment.</summary>
    public Microcode Microcode { get; init; } = Microcode.None;

    /// <summary>What was taken out of the tree for the initramfs.</summary>
    public FileTree Firmware { get; init; } = new();

    /// <summary>What was odd about its kernel modules.</summary>
    public IReadOnlyList<KernelModuleWarning> Warnings { get; init; } = [];

    public KernelModuleProvider ToModuleProvider(ContentSpool spool, CancellationToken cancellationToken) => new(
        Origin, Prepared is null ? new FileTree(RootFs) : SquashFsReader.ReadWithSpool(Prepared.Image, spool, cancellationToken));
}
