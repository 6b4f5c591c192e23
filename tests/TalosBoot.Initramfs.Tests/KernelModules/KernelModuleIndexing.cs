using TalosBoot.Archives.Trees;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>Makes indexes, and waits for them.</summary>
static class KernelModuleIndexing
{
    public static KernelModuleIndexResult Build(
        FileTree tree, string directory, KernelModuleIndexOptions? options = null, int threads = 2, CancellationToken cancellationToken = default) =>
        KernelModuleIndex.BuildAsync(tree, directory, options, new BuildContext { Budget = new WorkBudget(threads) }, cancellationToken).GetAwaiter().GetResult();

    public static CombinedModulesResult? Combine(
        FileTree rootFileSystem, IReadOnlyList<KernelModuleProvider> extensions, CombinedModulesOptions options) =>
        CombinedModules.BuildAsync(rootFileSystem, extensions, options).GetAwaiter().GetResult();
}
