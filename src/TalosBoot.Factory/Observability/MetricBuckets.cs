using System.Globalization;
using System.Text;

namespace TalosBoot.Factory.Observability;

/// <summary>How values are distributed over the buckets of a histogram.</summary>
/// <param name="bounds">The upper bounds of all buckets but the last, ascending.</param>
internal sealed class MetricBuckets(double[] bounds)
{
    readonly Lock _lock = new();
    readonly long[] _counts = new long[bounds.Length + 1];
    double _sum;

    public void Record(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        lock (_lock)
        {
            _counts[bucket]++;
            _sum += value;
        }
    }

    public void Write(StringBuilder builder, string name, string labels)
    {
        lock (_lock)
        {
            var inner = labels.Length == 0 ? string.Empty : labels[1..^1] + ",";
            var count = 0L;
            for (var bucket = 0; bucket <= bounds.Length; bucket++)
            {
                count += _counts[bucket];
                var limit = bucket < bounds.Length ? bounds[bucket].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                builder.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{inner}le=\"{limit}\"}} {count}\n");
            }

            builder.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {_sum:R}\n{name}_count{labels} {count}\n");
        }
    }
}
