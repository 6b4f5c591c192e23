using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Yaml;

/// <summary>The names of the dialects.</summary>
public static class GoYamlDialectNames
{
    /// <summary>All dialects, the default first, then from the newest to the oldest.</summary>
    public static IReadOnlyList<GoYamlDialect> All { get; } =
        [GoYamlDialect.YamlV4Rc6, GoYamlDialect.YamlV4Rc4, GoYamlDialect.YamlV4Rc3, GoYamlDialect.YamlV301];

    /// <summary>The name of a dialect, such as <c>yaml-v4-rc6</c>.</summary>
    public static string ToName(this GoYamlDialect dialect) => dialect switch
    {
        GoYamlDialect.YamlV4Rc6 => "yaml-v4-rc6",
        GoYamlDialect.YamlV4Rc4 => "yaml-v4-rc4",
        GoYamlDialect.YamlV4Rc3 => "yaml-v4-rc3",
        GoYamlDialect.YamlV301 => "yaml-v3.0.1",
        _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
    };

    /// <summary>Reads the name of a dialect.</summary>
    /// <param name="name">The name, such as <c>yaml-v4-rc6</c>.</param>
    /// <param name="dialect">The dialect, when the name is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? name, out GoYamlDialect dialect)
    {
        foreach (var candidate in All)
        {
            if (candidate.ToName() == name)
            {
                dialect = candidate;
                return true;
            }
        }

        dialect = default;
        return false;
    }
}
