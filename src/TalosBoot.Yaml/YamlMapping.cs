using System.Diagnostics.CodeAnalysis;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Yaml;

/// <summary>
/// A mapping of scalar keys to values. The order in which entries were given does not count: they are sorted as Go's library sorts them.
/// </summary>
public sealed record YamlMapping : YamlValue
{
    readonly KeyValuePair<YamlValue, YamlValue>[] _entries;

    /// <summary>Creates a mapping with text keys.</summary>
    /// <param name="entries">The entries.</param>
    /// <exception cref="ArgumentException">A key is there twice, or the mapping would be nested more than <see
    /// cref="YamlValue.MaximumDepth"/> levels deep.</exception>
    public YamlMapping(IEnumerable<KeyValuePair<string, YamlValue>> entries)
        : this((entries ?? throw new ArgumentNullException(nameof(entries)))
            .Select(entry => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(entry.Key), entry.Value)))
    {
    }

    /// <summary>Creates a mapping.</summary>
    /// <param name="entries">The entries. A key is a scalar or null.</param>
    /// <exception cref="ArgumentException">
    /// A key is there twice, or is a list or a mapping; or the mapping would be nested more than <see cref="YamlValue.MaximumDepth"/>
    /// levels deep.
    /// </exception>
    public YamlMapping(IEnumerable<KeyValuePair<YamlValue, YamlValue>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _entries = [.. entries];
        var deepest = 0;
        var keys = new HashSet<YamlValue>(_entries.Length);
        foreach (var (key, value) in _entries)
        {
            ArgumentNullException.ThrowIfNull(key, nameof(entries));
            ArgumentNullException.ThrowIfNull(value, nameof(entries));
            if (key.Depth > 0)
            {
                throw new ArgumentException("The key of a mapping is a list or a mapping; use a scalar.", nameof(entries));
            }

            if (!keys.Add(key))
            {
                throw new ArgumentException($"The key {key} is there twice.", nameof(entries));
            }

            deepest = Math.Max(deepest, value.Depth);
        }

        YamlKeyOrder.Sort(_entries);
        Depth = DepthAbove(deepest);
    }

    /// <summary>The mapping without entries.</summary>
    public static YamlMapping Empty { get; } = new(Array.Empty<KeyValuePair<YamlValue, YamlValue>>());

    /// <summary>The entries, in the order in which they are written.</summary>
    public IReadOnlyList<KeyValuePair<YamlValue, YamlValue>> Entries => _entries;

    /// <summary>Looks up a text key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, when the key is there.</param>
    public bool TryGetValue(string key, [NotNullWhen(true)] out YamlValue? value)
    {
        value = null;
        foreach (var entry in _entries)
        {
            if (entry.Key is YamlText text && text.Value == key)
            {
                value = entry.Value;
            }
        }

        return value is not null;
    }

    internal override int Depth { get; }

    /// <summary>Whether the other mapping has equal entries.</summary>
    public bool Equals(YamlMapping? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in _entries)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
