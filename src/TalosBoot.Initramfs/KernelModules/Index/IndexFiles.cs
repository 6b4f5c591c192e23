using System.Buffers;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>Writes the files that describe modules (docs/formats/initramfs.md).</summary>
/// <param name="directory">The directory of the modules, which is told of what is odd.</param>
/// <param name="modules">The modules, in order.</param>
/// <param name="format">The kmod whose order of nodes is used.</param>
internal sealed class IndexFiles(ModuleDirectory directory, IReadOnlyList<KernelModule> modules, KernelModuleIndexFormat format)
{
    /// <summary>The largest text: that of all Debian modules has half a MiB.</summary>
    const int MaximumTextSize = 64 * 1024 * 1024;

    /// <summary>modules.dep, and its index.</summary>
    public (ReadOnlyMemory<byte> Text, byte[] Index) BuildDependencies(DependencyGraph graph)
    {
        var text = new ArrayBufferWriter<byte>(64 * 1024);
        var index = new TrieIndex();
        foreach (var (module, needed) in graph.AllNeeded())
        {
            var start = text.WrittenCount;
            text.Write(module.Path);
            text.Write(":"u8);
            foreach (var other in needed)
            {
                text.Write(" "u8);
                text.Write(other.Path);
            }

            index.Add(module.Name, text.WrittenSpan[start..].ToArray(), module.Index);
            text.Write("\n"u8);
            if (text.WrittenCount > MaximumTextSize)
            {
                throw ModuleLimit.Exceeded(
                    directory.Path, null, $"modules.dep is larger than {MaximumTextSize} bytes. Use fewer modules.");
            }
        }

        return (text.WrittenMemory, index.Build(format));
    }

    /// <summary>modules.alias, and its index.</summary>
    public (ReadOnlyMemory<byte> Text, byte[] Index) BuildAliases()
    {
        var text = new ArrayBufferWriter<byte>(64 * 1024);
        text.Write("# Aliases extracted from modules themselves.\n"u8);
        var index = new TrieIndex();
        var key = new ArrayBufferWriter<byte>(256);
        foreach (var module in modules)
        {
            foreach (var alias in module.Information.Aliases)
            {
                WriteLine(text, "alias"u8, alias, module.Name);
                key.ResetWrittenCount();
                var normalized = key.GetSpan(alias.Length)[..alias.Length];
                if (ModuleName.TryNormalizeAlias(alias, normalized))
                {
                    index.Add(normalized, module.Name, module.Index);
                }
                else
                {
                    directory.Warn(
                        module.RelativePath,
                        $"the alias \"{ModuleName.Text(alias)}\" has a bracket without partner, and is left out of the index.");
                }
            }
        }

        return (text.WrittenMemory, index.Build(format));
    }

    /// <summary>modules.symbols, and its index.</summary>
    public (ReadOnlyMemory<byte> Text, byte[] Index) BuildSymbols(SymbolTable symbols)
    {
        var text = new ArrayBufferWriter<byte>(64 * 1024);
        text.Write("# Aliases for symbols, used by symbol_request().\n"u8);
        var index = new TrieIndex();
        foreach (var (name, owner) in symbols.InTableOrder())
        {
            byte[] key = [.. "symbol:"u8, .. name];
            WriteLine(text, "alias"u8, key, owner.Name);
            index.Add(key, owner.Name, owner.Index);
        }

        return (text.WrittenMemory, index.Build(format));
    }

    /// <summary>modules.softdep.</summary>
    public ReadOnlyMemory<byte> BuildSoftDependencies() =>
        BuildNamed("# Soft dependencies extracted from modules themselves.\n"u8, "softdep"u8, information => information.SoftDependencies);

    /// <summary>modules.weakdep.</summary>
    public ReadOnlyMemory<byte> BuildWeakDependencies() =>
        BuildNamed("# Weak dependencies extracted from modules themselves.\n"u8, "weakdep"u8, information => information.WeakDependencies);

    /// <summary>modules.devname.</summary>
    public ReadOnlyMemory<byte> BuildDeviceNames()
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var module in modules)
        {
            if (DeviceNode.Find(module.Information.Aliases) is not { } node)
            {
                continue;
            }

            if (node.Type is not { } type)
            {
                directory.Warn(
                    module.RelativePath, $"the device node {ModuleName.Text(node.Name)} has no device numbers, and is left out.");
                continue;
            }

            if (text.WrittenCount == 0)
            {
                text.Write("# Device nodes to trigger on-demand module loading.\n"u8);
            }

            WriteLine(text, module.Name, node.Name, System.Text.Encoding.ASCII.GetBytes($"{type}{node.Major}:{node.Minor}"));
        }

        return text.WrittenMemory;
    }

    ReadOnlyMemory<byte> BuildNamed(ReadOnlySpan<byte> header, ReadOnlySpan<byte> word, Func<ModuleInformation, NameList> select)
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write(header);
        foreach (var module in modules)
        {
            foreach (var value in select(module.Information))
            {
                WriteLine(text, word, module.Name, value);
            }
        }

        return text.WrittenMemory;
    }

    /// <summary>Writes a line of three words.</summary>
    static void WriteLine(ArrayBufferWriter<byte> text, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        text.Write(first);
        text.Write(" "u8);
        text.Write(second);
        text.Write(" "u8);
        text.Write(third);
        text.Write("\n"u8);
    }
}
