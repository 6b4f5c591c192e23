using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace TalosBoot.Factory.Observability;

/// <summary>A number for each combination of label values, as Prometheus reads it.</summary>
internal sealed class MetricSeries(string name, string kind, string help, params IReadOnlyList<string> labels)
{
    readonly ConcurrentDictionary<string, Cell> _cells = new();

    public void Add(long amount, params ReadOnlySpan<string> values) => Interlocked.Add(ref Find(values).Value, amount);

    public void Write(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");
        if (labels.Count == 0 && _cells.IsEmpty)
        {
            builder.Append(name).Append(" 0\n");
        }

        foreach (var (key, cell) in _cells.OrderBy(cell => cell.Key, StringComparer.Ordinal))
        {
            builder.Append(CultureInfo.InvariantCulture, $"{name}{key} {Interlocked.Read(ref cell.Value)}\n");
        }
    }

    Cell Find(ReadOnlySpan<string> values) => _cells.GetOrAdd(MetricLabels.Format(labels, values), static _ => new Cell());

    sealed class Cell
    {
        public long Value;
    }
}
