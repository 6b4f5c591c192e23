using TalosBoot.Initramfs.KernelModules.Index;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>The order of modules in all files, which decides between several modules for one alias (docs/formats/initramfs.md).</summary>
internal static class ModuleOrder
{
    /// <summary>The longest line that depmod reads, with its end.</summary>
    const int MaximumLineLength = 4095;

    /// <summary>Sorts modules, and numbers them.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="order">The content of modules.order, or null.</param>
    /// <param name="warn">Told what is odd about the order.</param>
    public static KernelModule[] Sort(IReadOnlyCollection<KernelModule> modules, byte[]? order, Action<string> warn)
    {
        var result = modules.ToArray();
        Array.Sort(
            result.Select(module => (KmodHash.Compute(module.Name), module.Name)).ToArray(),
            result,
            Comparer<(uint, byte[])>.Create((left, right) => KmodHash.CompareInTable(left, right, KmodHash.ModuleBuckets)));
        if (order is null)
        {
            warn("is missing: modules come in the order of their hashes.");
        }
        else if (TryReadPlaces(result, order, out var places))
        {
            result = [.. result.OrderBy(module => places.GetValueOrDefault(module, int.MaxValue))];
        }
        else
        {
            warn("has a line that does not end, and is not used.");
        }

        for (var index = 0; index < result.Length; index++)
        {
            result[index].Index = index;
        }

        return result;
    }

    static bool TryReadPlaces(KernelModule[] modules, byte[] order, out Dictionary<KernelModule, int> places)
    {
        places = new Dictionary<KernelModule, int>(modules.Length);
        var byPath = new Dictionary<byte[], KernelModule>(modules.Length, ByteKeyComparer.Instance);
        foreach (var module in modules)
        {
            byPath[module.OrderPath.ToArray()] = module;
        }

        var lookup = byPath.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var rest = order.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end is < 0 or >= MaximumLineLength)
            {
                return false;
            }

            if (lookup.TryGetValue(rest[..end], out var module))
            {
                places.TryAdd(module, places.Count);
            }

            rest = rest[(end + 1)..];
        }

        return true;
    }
}
