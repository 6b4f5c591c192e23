using System.Globalization;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Configuration;

/// <summary>Takes typed values out of a settings tree, and remembers what is wrong and which keys were asked for.</summary>
internal sealed class SettingsReader(Dictionary<string, object?> root)
{
    readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public List<string> Problems { get; } = [];

    /// <summary>Keys that were asked for.</summary>
    public IReadOnlyCollection<string> Known => _known;

    /// <summary>Keys that are set and that nobody asked for.</summary>
    public IReadOnlyList<string> Unknown => [.. Leaves(root, string.Empty).Where(key => !IsBelow(key, _known))];

    /// <summary>Whether a key is one of some, or below one of them.</summary>
    public static bool IsBelow(string key, IReadOnlyCollection<string> some)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('.', end - 1))
        {
            if (some.Contains(key[..end], StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public string Text(string key, string fallback) => Find(key) switch
    {
        null => fallback,
        string text => text,
        _ => Wrong(key, "a text", fallback),
    };

    public bool Boolean(string key, bool fallback) => Find(key) switch
    {
        null => fallback,
        string text when text.ToLowerInvariant() is "true" or "1" or "t" => true,
        string text when text.ToLowerInvariant() is "false" or "0" or "f" or "" => false,
        _ => Wrong(key, "true or false", fallback),
    };

    public int Integer(string key, int fallback) => Find(key) switch
    {
        null => fallback,
        string text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => Wrong(key, "a number", fallback),
    };

    public long Long(string key, long fallback) => Find(key) switch
    {
        null => fallback,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => Wrong(key, "a number", fallback),
    };

    public TimeSpan Duration(string key, TimeSpan fallback) => Find(key) switch
    {
        null => fallback,
        string text when GoDuration.TryParse(text, out var duration) => duration,
        _ => Wrong(key, "a duration such as 15m", fallback),
    };

    public IReadOnlyList<string> List(string key, IReadOnlyList<string> fallback) => Find(key) switch
    {
        null => fallback,
        string text => text.Length == 0 ? [] : [text],
        List<object?> list when list.TrueForAll(item => item is string) => [.. list.Cast<string>()],
        _ => Wrong(key, "a list of texts", fallback),
    };

    /// <summary>Reads a repository: one text, or registry, namespace, repository and insecure. Null when nothing of it is there.</summary>
    public RepositoryName? Repository(string key, string defaultRegistry, string defaultNamespace, string defaultRepository)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case string text:
                return text.Length == 0 ? null : RepositoryName.Parse(text, defaultRegistry);
            case List<object?>:
                return Wrong<RepositoryName?>(key, "HOST/PATH, or registry, namespace, repository and insecure", null);
            default:
                _known.Remove(key); // Its parts are known, and what else stands there is not.
                return RepositoryName.Join(
                    Text($"{key}.registry", defaultRegistry), Text($"{key}.namespace", defaultNamespace), Text($"{key}.repository", defaultRepository)) with
                {
                    IsInsecure = Boolean($"{key}.insecure", false),
                };
        }
    }

    object? Find(string key)
    {
        _known.Add(key);
        object? node = root;
        foreach (var part in key.Split('.'))
        {
            node = node is Dictionary<string, object?> mapping ? mapping.GetValueOrDefault(part) : null;
        }

        return node;
    }

    T Wrong<T>(string key, string wanted, T fallback)
    {
        Problems.Add($"{key} must be {wanted}.");
        return fallback;
    }

    static IEnumerable<string> Leaves(Dictionary<string, object?> mapping, string prefix) => mapping.SelectMany(pair =>
        pair.Value is Dictionary<string, object?> inner ? Leaves(inner, $"{prefix}{pair.Key}.") : [prefix + pair.Key]);
}
