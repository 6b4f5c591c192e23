using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace TalosBoot.Factory.Observability;

/// <summary>How many values were at most so large, for each combination of label values, as Prometheus reads it.</summary>
internal sealed class MetricHistogram(string name, string help, double[] bounds, params IReadOnlyList<string> labels)
{
    readonly ConcurrentDictionary<string, Cell> _cells = new();

    public void Record(double value, params ReadOnlySpan<string> values) =>
        _cells.GetOrAdd(MetricLabels.Format(labels, values), static (_, count) => new Cell(count), bounds.Length).Record(value, bounds);

    public void Write(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} histogram\n");
        if (labels.Count == 0)
        {
            _cells.GetOrAdd(string.Empty, static (_, count) => new Cell(count), bounds.Length);
        }

        foreach (var (key, cell) in _cells.OrderBy(cell => cell.Key, StringComparer.Ordinal))
        {
            cell.Write(builder, name, key, bounds);
        }
    }

    sealed class Cell(int bounds)
    {
        readonly Lock _lock = new();
        readonly long[] _counts = new long[bounds + 1];
        double _sum;

        public void Record(double value, double[] limits)
        {
            var index = Array.FindIndex(limits, limit => value <= limit);
            lock (_lock)
            {
                _counts[index < 0 ? limits.Length : index]++;
                _sum += value;
            }
        }

        public void Write(StringBuilder builder, string name, string labels, double[] limits)
        {
            lock (_lock)
            {
                var inner = labels.Length == 0 ? string.Empty : labels[1..^1] + ",";
                var count = 0L;
                for (var index = 0; index <= limits.Length; index++)
                {
                    count += _counts[index];
                    var limit = index < limits.Length ? limits[index].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                    builder.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{inner}le=\"{limit}\"}} {count}\n");
                }

                builder.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {_sum:R}\n{name}_count{labels} {count}\n");
            }
        }
    }
}
