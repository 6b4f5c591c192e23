using System.Text.Json;

namespace TalosBoot.Factory.Configuration;

/// <summary>Reads settings from environment variables (factory.md 15): the prefix is cut, and each <c>_</c> begins a further level.</summary>
internal static class EnvironmentSettings
{
    public static Dictionary<string, object?> Read(string prefix, IEnumerable<KeyValuePair<string, string>> variables)
    {
        var root = SettingsTree.NewMapping();
        foreach (var (name, value) in variables.Where(variable => variable.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var parts = name[prefix.Length..].Split('_', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 0)
            {
                Set(root, parts, ReadValue(value));
            }
        }

        return root;
    }

    static void Set(Dictionary<string, object?> root, string[] parts, object? value)
    {
        var mapping = root;
        foreach (var part in parts[..^1])
        {
            if (mapping.GetValueOrDefault(part) is not Dictionary<string, object?> inner)
            {
                mapping[part] = inner = SettingsTree.NewMapping();
            }

            mapping = inner;
        }

        mapping[parts[^1]] = value;
    }

    static object? ReadValue(string value)
    {
        if (value.AsSpan().TrimStart() is not ['[' or '{', ..])
        {
            return value;
        }

        try
        {
            return SettingsTree.ReadJson(value);
        }
        catch (JsonException)
        {
            return value;
        }
    }
}
