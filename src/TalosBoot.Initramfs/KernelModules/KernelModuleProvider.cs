using TalosBoot.Archives.Trees;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>An extension as a source of kernel modules.</summary>
/// <param name="Name">Its container image reference or name, for messages.</param>
/// <param name="Root">The tree that it adds to the root file system.</param>
public sealed record KernelModuleProvider(string Name, FileTree Root)
{
    /// <summary>Whether it has a kernel modules directory, even an empty one (docs/formats/initramfs.md).</summary>
    /// <param name="modulesPath">Where kernel modules lie in this Talos version: <c>TalosQuirks.KernelModulesPath</c>.</param>
    public bool ProvidesModules(string modulesPath) => LinkResolver.Resolve(Root, modulesPath) is not null;
}
