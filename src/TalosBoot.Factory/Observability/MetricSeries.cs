using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace TalosBoot.Factory.Observability;

/// <summary>A number for each combination of label values, as Prometheus reads it.</summary>
internal sealed class MetricSeries(string name, string kind, string help, params IReadOnlyList<string> labels)
{
    // Some values are words of clients, who must not make the series grow without end.
    const int MaximumCells = 2_000;
    const int LongestValues = 512;
    const string Other = "other";

    readonly ConcurrentDictionary<string, MetricCounter> _cells = new();

    public void Add(long amount, params ReadOnlySpan<string> values) => Find(values).Add(amount);

    /// <summary>
    /// The number of a combination of label values, for those who count often. New combinations beyond a number of them, and long ones, are counted
    /// together.
    /// </summary>
    public MetricCounter Find(params ReadOnlySpan<string> values)
    {
        var key = MetricLabels.Format(labels, values);
        if (_cells.TryGetValue(key, out var known))
        {
            return known;
        }

        if (key.Length > LongestValues || _cells.Count >= MaximumCells)
        {
            key = MetricLabels.Format(labels, Enumerable.Repeat(Other, labels.Count).ToArray());
        }

        return _cells.GetOrAdd(key, static _ => new MetricCounter());
    }

    public void Write(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");
        if (labels.Count == 0 && _cells.IsEmpty)
        {
            builder.Append(name).Append(" 0\n");
        }

        foreach (var (key, cell) in _cells.OrderBy(cell => cell.Key, StringComparer.Ordinal))
        {
            builder.Append(CultureInfo.InvariantCulture, $"{name}{key} {cell.Value}\n");
        }
    }
}
