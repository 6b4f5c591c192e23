using TalosBoot.Archives.Trees;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs;

/// <summary>What becomes a layer.</summary>
/// <param name="Name">The name of its image without <c>.sqsh</c>.</param>
/// <param name="Origin">Where it came from, for messages.</param>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="RootFs">Its tree, which the steps before the squashfs image change.</param>
internal sealed record LayerSource(string Name, string Origin, ExtensionManifest Manifest, DirectoryNode RootFs)
{
    const string ModulesName = "modules.dep";

    /// <summary>The layer with the indexes of all kernel modules (initramfs.md 14.2, step 8).</summary>
    public static LayerSource OfModules(CombinedModulesResult modules) => new(
        ModulesName, ModulesName,
        new ExtensionManifest
        {
            Name = ModulesName,
            Version = modules.KernelVersion,
            Author = "Talos Machinery",
            Description = "Combined modules.dep for all extensions",
        },
        modules.Root.Root);
}
