using System.Text;

namespace TalosBoot.Factory.Observability;

/// <summary>Writes labels as Prometheus reads them.</summary>
internal static class MetricLabels
{
    public static string Format(IReadOnlyList<string> names, ReadOnlySpan<string> values)
    {
        if (names.Count == 0)
        {
            return string.Empty;
        }

        var builder = new StringBuilder("{");
        for (var index = 0; index < names.Count; index++)
        {
            var escaped = values[index].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            builder.Append(index > 0 ? "," : string.Empty).Append(names[index]).Append("=\"").Append(escaped).Append('"');
        }

        return builder.Append('}').ToString();
    }
}
