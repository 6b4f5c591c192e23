using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>
/// Makes the <c>modules.dep</c> extension: the indexes of the kernel modules of the root file system and of all extensions together
/// (docs/formats/initramfs.md).
/// </summary>
public static class CombinedModules
{
    const string RootFileSystem = "rootfs.sqsh";

    /// <summary>Makes the extension. The trees are not changed.</summary>
    /// <param name="rootFileSystem">The stock root file system, or at least its kernel modules directory.</param>
    /// <param name="extensions">All extensions, in order. Of one path the last counts.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="context">Is told how far it is, and gives threads; null for one of its own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The extension, or null when no extension provides kernel modules.</returns>
    /// <exception cref="ExtensionException">
    /// The root file system does not have exactly one kernel version (TB3020, TB3021), an extension has modules for another one (TB3022) or
    /// such that cannot be laid over the others (TB3026), or the modules cannot be indexed (TB3023, TB3024, TB3025).
    /// </exception>
    public static async Task<CombinedModulesResult?> BuildAsync(
        FileTree rootFileSystem,
        IReadOnlyList<KernelModuleProvider> extensions,
        CombinedModulesOptions options,
        BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rootFileSystem);
        ArgumentNullException.ThrowIfNull(extensions);
        ArgumentNullException.ThrowIfNull(options);
        var providers = extensions.Where(extension => extension.ProvidesModules(options.ModulesPath)).ToArray();
        if (providers.Length == 0)
        {
            return null;
        }

        var version = FindVersion(rootFileSystem, options.ModulesPath);
        var path = $"{options.ModulesPath}/{version}";
        var overlay = new ModuleOverlay(path);
        overlay.Add(RootFileSystem, rootFileSystem, cancellationToken);
        foreach (var provider in providers)
        {
            if (LinkResolver.Resolve(provider.Root, path) is not DirectoryNode)
            {
                throw new ExtensionException(
                    DiagnosticIds.KernelVersionMismatch,
                    provider.Name,
                    options.ModulesPath,
                    $"copying kernel modules from {path} failed: stat {path}: no such file or directory. "
                        + $"The extension brings kernel modules for {DescribeVersions(provider, options.ModulesPath)}, "
                        + $"but the kernel is {version}. Use the build of the extension that was made for this Talos version.");
            }

            overlay.Add(provider.Name, provider.Root, cancellationToken);
        }

        var index = await KernelModuleIndex.BuildAsync(
            overlay.Tree, path, options.Index, overlay.SourceOf, context ?? new BuildContext(), cancellationToken).ConfigureAwait(false);
        return new CombinedModulesResult
        {
            KernelVersion = version,
            Root = MakeTree(overlay, path, index, options),
            Warnings = index.Warnings,
        };
    }

    static string FindVersion(FileTree rootFileSystem, string modulesPath)
    {
        if (LinkResolver.Resolve(rootFileSystem, modulesPath) is not DirectoryNode { Children.Count: > 0 } directory)
        {
            throw new ExtensionException(
                DiagnosticIds.KernelVersionMissing,
                RootFileSystem,
                modulesPath,
                $"invalid kernel modules path: {modulesPath}: there is no kernel version. Use an unchanged Talos initramfs.");
        }

        var (name, entry) = directory.Children.First();
        return directory.Children.Count == 1 && entry is DirectoryNode
            ? name
            : throw new ExtensionException(
                DiagnosticIds.KernelVersionAmbiguous,
                RootFileSystem,
                modulesPath,
                $"invalid kernel modules path: {modulesPath}: instead of one kernel version there is {string.Join(", ", directory.Children.Keys.Take(5))}. "
                    + "Use an unchanged Talos initramfs.");
    }

    static string DescribeVersions(KernelModuleProvider provider, string modulesPath) =>
        LinkResolver.Resolve(provider.Root, modulesPath) is DirectoryNode { Children.Count: > 0 } directory
            ? string.Join(", ", directory.Children.Keys.Take(5))
            : "no kernel version";

    /// <summary>What lies directly in the directory and is called <c>modules.…</c>, with the new indexes in place of the old ones.</summary>
    static FileTree MakeTree(ModuleOverlay overlay, string path, KernelModuleIndexResult index, CombinedModulesOptions options)
    {
        var result = new FileTree();
        var directory = result.EnsureDirectory(path);
        foreach (var (name, entry) in overlay.Directory.Children)
        {
            if (entry is not DirectoryNode && name.StartsWith("modules.", StringComparison.Ordinal))
            {
                directory.Set(name, entry);
            }
        }

        var fileMetadata = FileMetadata.DefaultFile with { ModifiedAt = options.Clock.UnixSeconds };
        foreach (var (name, content) in index.Files)
        {
            directory.Set(name, new RegularFile(content, fileMetadata));
        }

        foreach (var (_, entry) in result.Walk())
        {
            if (entry is DirectoryNode)
            {
                entry.Metadata = entry.Metadata with { ModifiedAt = options.Clock.UnixSeconds };
            }
        }

        result.Root.Metadata = result.Root.Metadata with { ModifiedAt = options.Clock.UnixSeconds };
        return result;
    }
}
