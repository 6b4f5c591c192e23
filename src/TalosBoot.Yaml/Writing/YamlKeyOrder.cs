namespace TalosBoot.Yaml.Writing;

/// <summary>The order of keys in an untyped mapping (docs/formats/schematic.md).</summary>
internal static class YamlKeyOrder
{
    /// <summary>
    /// Sorts entries. The order of the given entries does not matter, even for the odd sets of keys that natural order leaves undecided:
    /// they are brought into ordinal order first, and the sort by natural order is stable.
    /// </summary>
    /// <remarks>
    /// A merge sort of its own: natural order is not transitive, and the sorts of the platform may refuse such a comparison.
    /// </remarks>
    public static void Sort(KeyValuePair<YamlValue, YamlValue>[] entries)
    {
        if (entries.Length < 2)
        {
            return;
        }

        Array.Sort(entries, static (left, right) => CompareOrdinal(left.Key, right.Key));
        MergeSort(entries, new KeyValuePair<YamlValue, YamlValue>[entries.Length]);
    }

    public static bool IsLess(YamlValue left, YamlValue right) =>
        left is YamlText leftText && right is YamlText rightText
            ? NaturalOrder.IsLess(leftText.Value, rightText.Value)
            : RankOf(left) != RankOf(right)
                ? RankOf(left) < RankOf(right)
                : IsLessScalar(left, right);

    static void MergeSort(Span<KeyValuePair<YamlValue, YamlValue>> entries, Span<KeyValuePair<YamlValue, YamlValue>> scratch)
    {
        if (entries.Length < 2)
        {
            return;
        }

        var middle = entries.Length / 2;
        MergeSort(entries[..middle], scratch[..middle]);
        MergeSort(entries[middle..], scratch[middle..]);
        entries.CopyTo(scratch);
        var (left, right) = (0, middle);
        for (var target = 0; target < entries.Length; target++)
        {
            var takeRight = left == middle || (right < entries.Length && IsLess(scratch[right].Key, scratch[left].Key));
            entries[target] = scratch[takeRight ? right++ : left++];
        }
    }

    static int RankOf(YamlValue key) => key switch
    {
        YamlBoolean or YamlInteger or YamlFloat => 0,
        YamlNull => 1,
        YamlTimestamp => 3,
        _ => 2,
    };

    static bool IsLessScalar(YamlValue left, YamlValue right) => (left, right) switch
    {
        (YamlTimestamp first, YamlTimestamp second) => string.CompareOrdinal(first.ToString(), second.ToString()) < 0,
        (YamlInteger first, YamlInteger second) => first.Value < second.Value,
        _ => (NumberOf(left), KindOf(left)).CompareTo((NumberOf(right), KindOf(right))) < 0,
    };

    /// <summary>Go's order of kinds, which decides between equal numbers.</summary>
    static int KindOf(YamlValue key) => key switch
    {
        YamlBoolean => 0,
        YamlInteger => 1,
        _ => 2,
    };

    static double NumberOf(YamlValue key) => key switch
    {
        YamlBoolean boolean => boolean.Value ? 1 : 0,
        YamlInteger integer => (double)integer.Value,
        YamlFloat number => number.Value,
        _ => 0,
    };

    static int CompareOrdinal(YamlValue left, YamlValue right)
    {
        var byRank = RankOf(left).CompareTo(RankOf(right));
        return byRank != 0 ? byRank
            : left is YamlText leftText && right is YamlText rightText ? string.CompareOrdinal(leftText.Value, rightText.Value)
            : left is YamlTimestamp && right is YamlTimestamp ? string.CompareOrdinal(left.ToString(), right.ToString())
            : left is YamlInteger leftInteger && right is YamlInteger rightInteger ? leftInteger.Value.CompareTo(rightInteger.Value)
            : (NumberOf(left), KindOf(left)).CompareTo((NumberOf(right), KindOf(right)));
    }
}
