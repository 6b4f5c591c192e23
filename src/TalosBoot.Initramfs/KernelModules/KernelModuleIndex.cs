using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>
/// Makes the files by which a running system finds kernel modules: what depmod does, byte for byte (docs/formats/initramfs.md). Of files in one
/// directory the first in byte order counts, where depmod takes the order of the file system.
/// </summary>
public static class KernelModuleIndex
{
    /// <summary>The most modules that there can be: depmod's limit.</summary>
    const int MaximumModules = ushort.MaxValue - 1;

    /// <summary>The most memory that names and aliases of all modules may take. Those of all Debian modules take 20 MiB.</summary>
    const long MaximumContentSize = 256 * 1024 * 1024;

    /// <summary>Reads all modules below a directory and makes their indexes. The tree is not changed.</summary>
    /// <param name="tree">The tree; links in it are followed as if it was the root.</param>
    /// <param name="directory">The directory of the kernel version, such as <c>usr/lib/modules/6.12.25-talos</c>.</param>
    /// <param name="options">How it is done; null for the defaults.</param>
    /// <param name="context">Is told how many bytes of modules are read, in the stage <see cref="BuildStage.Index"/>, and gives threads; null for one of its own.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ExtensionException">
    /// A module cannot be read (TB3023), there are too many or too large ones (TB3024), or they need each other in a circle (TB3025).
    /// </exception>
    public static Task<KernelModuleIndexResult> BuildAsync(
        FileTree tree, string directory, KernelModuleIndexOptions? options = null, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return BuildAsync(tree, directory, options ?? new KernelModuleIndexOptions(), _ => directory, context ?? new BuildContext(), cancellationToken);
    }

    /// <summary>The same, where modules come from several sources.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="directory">The directory of the kernel version.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="sourceOf">Names the source of a file, for messages.</param>
    /// <param name="context">Is told how far it is, and gives threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal static async Task<KernelModuleIndexResult> BuildAsync(
        FileTree tree,
        string directory,
        KernelModuleIndexOptions options,
        Func<RegularFile, string> sourceOf,
        BuildContext context,
        CancellationToken cancellationToken)
    {
        var modules = new ModuleDirectory(tree, directory);
        var sorted = FindModules(modules, options, cancellationToken);
        await ReadModulesAsync(sorted, sourceOf, directory, context, cancellationToken).ConfigureAwait(false);
        return await context.Budget.RunAsync(
            token => MakeIndexes(modules, sorted, options, new SymbolTable(sorted), token), cancellationToken).ConfigureAwait(false);
    }

    static KernelModuleIndexResult MakeIndexes(
        ModuleDirectory modules, KernelModule[] sorted, KernelModuleIndexOptions options, SymbolTable symbols, CancellationToken cancellationToken)
    {
        var builtIn = new BuiltInModules(
            modules,
            modules.ReadList("modules.builtin", cancellationToken),
            modules.ReadList("modules.builtin.modinfo", cancellationToken));
        WarnOfSymbols(modules, sorted, symbols, options.KernelSymbols);
        var graph = new DependencyGraph(sorted, symbols, modules.Path, cancellationToken);
        return new KernelModuleIndexResult
        {
            Files = WriteFiles(new IndexFiles(modules, sorted, options.Format), builtIn, symbols, graph, options.Format),
            ModuleCount = sorted.Length,
            Warnings = modules.Warnings,
        };
    }

    static KernelModule[] FindModules(ModuleDirectory directory, KernelModuleIndexOptions options, CancellationToken cancellationToken)
    {
        var found = directory.FindModules(new SearchOrder(options.Search), cancellationToken);
        if (found.Count > MaximumModules)
        {
            throw ModuleLimit.Exceeded(
                directory.Path, null, $"there are {found.Count} modules; the limit is {MaximumModules}.");
        }

        return ModuleOrder.Sort(
            found, directory.ReadList("modules.order", cancellationToken), message => directory.Warn("modules.order", message));
    }

    /// <summary>Reads all modules. Of several that cannot be read, the first in order is reported; those behind it are not read any more.</summary>
    static async Task ReadModulesAsync(
        KernelModule[] modules, Func<RegularFile, string> sourceOf, string directory, BuildContext context, CancellationToken cancellationToken)
    {
        using var report = context.Begin(BuildStage.Index, directory, modules.Sum(module => module.File.Content.Length));
        var failures = new ExtensionException?[modules.Length];
        var firstFailure = modules.Length;
        var size = 0L;
        await context.Budget.ForEachAsync(
            Enumerable.Range(0, modules.Length),
            (index, token) =>
            {
                if (Volatile.Read(ref size) > MaximumContentSize || index > Volatile.Read(ref firstFailure))
                {
                    return;
                }

                failures[index] = TryRead(modules[index], sourceOf, token);
                if (failures[index] is not null)
                {
                    InterlockedMinimum(ref firstFailure, index);
                }

                Interlocked.Add(ref size, modules[index].Content.ByteCount);
                report.Add(modules[index].File.Content.Length);
            },
            cancellationToken,
            CompressedModule.TypicalMemory).ConfigureAwait(false);
        if (size > MaximumContentSize)
        {
            throw ModuleLimit.Exceeded(
                "kernel modules",
                null,
                $"the names and aliases of all modules have more than {MaximumContentSize} bytes. Use fewer modules.");
        }

        if (Array.Find(failures, failure => failure is not null) is { } first)
        {
            throw first;
        }

        report.Complete();
    }

    static ExtensionException? TryRead(KernelModule module, Func<RegularFile, string> sourceOf, CancellationToken cancellationToken)
    {
        try
        {
            module.Content = ModuleReader.Read(module.File.Content, cancellationToken);
            return null;
        }
        catch (TalosBootException exception)
        {
            return new ExtensionException(
                exception.DiagnosticId == DiagnosticIds.LimitExceeded
                    ? DiagnosticIds.KernelModuleLimitExceeded
                    : DiagnosticIds.KernelModuleUnreadable,
                sourceOf(module.File),
                module.RelativePath,
                "the kernel module cannot be read. Fetch the extension again, or ask its author.",
                exception);
        }
    }

    static void InterlockedMinimum(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value < seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    static void WarnOfSymbols(ModuleDirectory directory, KernelModule[] modules, SymbolTable symbols, IReadOnlySet<string>? kernelSymbols)
    {
        foreach (var module in modules)
        {
            if (!module.Content.HasSymbolTable)
            {
                directory.Warn(module.RelativePath, "has no symbol table: what it needs is not known.");
            }

            if (kernelSymbols is null)
            {
                continue;
            }

            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in module.Content.WeakNeeds)
            {
                known.Add(ModuleName.Text(name));
            }

            foreach (var name in module.Content.Needs)
            {
                if (symbols.Find(name) is null && ModuleName.Text(name) is var text && !kernelSymbols.Contains(text) && known.Add(text))
                {
                    directory.Warn(module.RelativePath, $"needs the unknown symbol {text}.");
                }
            }
        }
    }

    static SortedDictionary<string, BlobSource> WriteFiles(
        IndexFiles files, BuiltInModules builtIn, SymbolTable symbols, DependencyGraph graph, KernelModuleIndexFormat format)
    {
        var result = new SortedDictionary<string, BlobSource>(StringComparer.Ordinal);
        AddPair("modules.dep", files.BuildDependencies(graph));
        AddPair("modules.alias", files.BuildAliases());
        Add("modules.softdep", files.BuildSoftDependencies());
        if (format != KernelModuleIndexFormat.Kmod30)
        {
            Add("modules.weakdep", files.BuildWeakDependencies());
        }

        AddPair("modules.symbols", files.BuildSymbols(symbols));
        Add("modules.builtin.bin", builtIn.BuildNames(format));
        Add("modules.builtin.alias.bin", builtIn.BuildAliases(format));
        Add("modules.devname", files.BuildDeviceNames());
        return result;

        void AddPair(string name, (ReadOnlyMemory<byte> Text, byte[] Index) pair)
        {
            Add(name, pair.Text);
            Add($"{name}.bin", pair.Index);
        }

        void Add(string name, ReadOnlyMemory<byte> bytes) => result.Add(name, BlobSource.FromBytes(bytes));
    }
}
