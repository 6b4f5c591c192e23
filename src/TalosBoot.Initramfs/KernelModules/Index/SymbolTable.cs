using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>Who owns which exported symbol (docs/formats/initramfs.md).</summary>
internal sealed class SymbolTable
{
    readonly Dictionary<byte[], KernelModule> _owners = new(ByteKeyComparer.Instance);
    readonly Dictionary<byte[], KernelModule>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>Collects the exports of modules. Of several owners the last counts.</summary>
    public SymbolTable(IReadOnlyList<KernelModule> modules)
    {
        _lookup = _owners.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var module in modules)
        {
            foreach (var name in module.Content.Exports)
            {
                _lookup[name] = module;
            }
        }
    }

    /// <summary>The owner of a symbol, or null. The symbol <c>.name</c> is <c>name</c>.</summary>
    public KernelModule? Find(ReadOnlySpan<byte> name) =>
        _lookup.TryGetValue(name.StartsWith("."u8) ? name[1..] : name, out var owner) ? owner : null;

    /// <summary>All symbols in the order of kmod's table.</summary>
    public IReadOnlyList<(byte[] Name, KernelModule Owner)> InTableOrder()
    {
        var symbols = _owners.Select(pair => (Hash: KmodHash.Compute(pair.Key), pair.Key, Owner: pair.Value)).ToArray();
        Array.Sort(
            symbols,
            (left, right) => KmodHash.CompareInTable((left.Hash, left.Key), (right.Hash, right.Key), KmodHash.SymbolBuckets));
        return [.. symbols.Select(symbol => (symbol.Key, symbol.Owner))];
    }
}
