namespace TalosBoot.Yaml;

/// <summary>A list of values, in order.</summary>
public sealed record YamlList : YamlValue
{
    readonly YamlValue[] _items;

    /// <summary>Creates a list.</summary>
    /// <param name="items">The items, in order.</param>
    /// <exception cref="ArgumentException">The list would be nested more than <see cref="YamlValue.MaximumDepth"/> levels deep.</exception>
    public YamlList(params IEnumerable<YamlValue> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = [.. items];
        var deepest = 0;
        foreach (var item in _items)
        {
            ArgumentNullException.ThrowIfNull(item, nameof(items));
            deepest = Math.Max(deepest, item.Depth);
        }

        Depth = DepthAbove(deepest);
    }

    /// <summary>The items, in order.</summary>
    public IReadOnlyList<YamlValue> Items => _items;

    internal override int Depth { get; }

    /// <summary>Whether the other list has equal items in the same order.</summary>
    public bool Equals(YamlList? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
