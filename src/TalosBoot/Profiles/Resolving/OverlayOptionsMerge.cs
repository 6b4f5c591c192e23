using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;

namespace TalosBoot.Profiles.Resolving;

/// <summary>Lays the options of one overlay over those of another, key by key (docs/formats/profile.md).</summary>
internal static class OverlayOptionsMerge
{
    public static YamlMapping Over(YamlMapping lower, YamlMapping upper)
    {
        var merged = lower.Entries.ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach (var (key, value) in upper.Entries)
        {
            merged[key] = merged.TryGetValue(key, out var earlier) ? Values(key, earlier, value) : value;
        }

        return new YamlMapping(merged);
    }

    static YamlValue Values(YamlValue key, YamlValue lower, YamlValue upper)
    {
        if (lower.GetType() != upper.GetType())
        {
            throw new ProfileValidationException(
                DiagnosticIds.MergeTypeMismatch, "overlay.options",
                $"merge type mismatch at {key}: the base profile and the profile give values of different types. Give both the same type.");
        }

        return (lower, upper) switch
        {
            (YamlMapping left, YamlMapping right) => Over(left, right),
            (YamlList left, YamlList right) => new YamlList([.. left.Items, .. right.Items]),
            _ when IsZero(upper) => lower,
            _ => upper,
        };
    }

    static bool IsZero(YamlValue value) => value switch
    {
        YamlText text => text.Value.Length == 0,
        YamlInteger integer => integer.Value == 0,
        YamlFloat number => number.Value == 0,
        _ => value is YamlNull,
    };
}
