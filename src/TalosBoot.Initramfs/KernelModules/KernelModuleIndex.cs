using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules;

/// <summary>
/// Makes the files by which a running system finds kernel modules: what depmod does, byte for byte (initramfs.md 15). Of files in one
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
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ExtensionException">
    /// A module cannot be read (TB3023), there are too many or too large ones (TB3024), or they need each other in a circle (TB3025).
    /// </exception>
    public static KernelModuleIndexResult Build(
        FileTree tree, string directory, KernelModuleIndexOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Build(tree, directory, options ?? new KernelModuleIndexOptions(), _ => directory, cancellationToken);
    }

    /// <summary>The same, where modules come from several sources.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="directory">The directory of the kernel version.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="sourceOf">Names the source of a file, for messages.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal static KernelModuleIndexResult Build(
        FileTree tree,
        string directory,
        KernelModuleIndexOptions options,
        Func<RegularFile, string> sourceOf,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ThreadCount);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ThreadCount, CancellationToken = cancellationToken };
        var modules = new ModuleDirectory(tree, directory);
        var sorted = FindModules(modules, options, cancellationToken);
        ReadModules(sorted, sourceOf, parallel);
        var builtIn = new BuiltInModules(
            modules,
            modules.ReadList("modules.builtin", cancellationToken),
            modules.ReadList("modules.builtin.modinfo", cancellationToken));
        var symbols = new SymbolTable(sorted);
        WarnOfSymbols(modules, sorted, symbols, options.KernelSymbols);
        var graph = new DependencyGraph(sorted, symbols, parallel, directory);
        return new KernelModuleIndexResult
        {
            Files = WriteFiles(new IndexFiles(modules, sorted, options.Format), builtIn, symbols, graph, options.Format),
            ModuleCount = sorted.Length,
            Warnings = modules.Warnings,
        };
    }

    static KernelModule[] FindModules(ModuleDirectory directory, KernelModuleIndexOptions options, CancellationToken cancellationToken)
    {
        var found = directory.FindModules(new SearchOrder(options.Search));
        if (found.Count > MaximumModules)
        {
            throw ModuleLimit.Exceeded(
                directory.Path, null, $"there are {found.Count} modules; the limit is {MaximumModules}.");
        }

        return ModuleOrder.Sort(
            found, directory.ReadList("modules.order", cancellationToken), message => directory.Warn("modules.order", message));
    }

    /// <summary>Reads all modules. Of several that cannot be read, the first in order is reported.</summary>
    static void ReadModules(KernelModule[] modules, Func<RegularFile, string> sourceOf, ParallelOptions parallel)
    {
        var failures = new ExtensionException?[modules.Length];
        var size = 0L;
        Parallel.For(0, modules.Length, parallel, index =>
        {
            if (Volatile.Read(ref size) > MaximumContentSize)
            {
                return;
            }

            var module = modules[index];
            try
            {
                module.Content = ModuleReader.Read(module.File.Content, parallel.CancellationToken);
                Interlocked.Add(ref size, module.Content.ByteCount);
            }
            catch (TalosBootException exception)
            {
                failures[index] = new ExtensionException(
                    exception.DiagnosticId == DiagnosticIds.LimitExceeded
                        ? DiagnosticIds.KernelModuleLimitExceeded
                        : DiagnosticIds.KernelModuleUnreadable,
                    sourceOf(module.File),
                    module.RelativePath,
                    "the kernel module cannot be read. Fetch the extension again, or ask its author.",
                    exception);
            }
        });
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
