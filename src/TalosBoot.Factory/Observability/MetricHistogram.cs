using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace TalosBoot.Factory.Observability;

/// <summary>How many values were at most so large, for each combination of label values, as Prometheus reads it.</summary>
internal sealed class MetricHistogram(string name, string help, double[] bounds, params IReadOnlyList<string> labels)
{
    readonly ConcurrentDictionary<string, MetricBuckets> _cells = new();

    public void Record(double value, params ReadOnlySpan<string> values) => Find(values).Record(value);

    /// <summary>The distribution of a combination of label values, for those who record often.</summary>
    public MetricBuckets Find(params ReadOnlySpan<string> values) =>
        _cells.GetOrAdd(MetricLabels.Format(labels, values), static (_, limits) => new MetricBuckets(limits), bounds);

    public void Write(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} histogram\n");
        if (labels.Count == 0)
        {
            Find();
        }

        foreach (var (key, cell) in _cells.OrderBy(cell => cell.Key, StringComparer.Ordinal))
        {
            cell.Write(builder, name, key);
        }
    }
}
