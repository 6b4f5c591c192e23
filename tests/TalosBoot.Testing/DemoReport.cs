using System.Globalization;

namespace TalosBoot.Testing;

/// <summary>What the first process of the demo release said on the serial console; demo/README.md lists the keys.</summary>
public sealed class DemoReport
{
    const string Prefix = "TALOSBOOT-DEMO: ";

    readonly Dictionary<string, string> _values;

    DemoReport(Dictionary<string, string> values) => _values = values;

    public string this[string key] => _values.TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"The report has no \"{key}\". It says:\n{this}");

    public bool IsComplete => _values.ContainsKey("DONE");

    public int Count(string key) => int.Parse(this[key], CultureInfo.InvariantCulture);

    public bool Has(string key) => _values.ContainsKey(key);

    public static DemoReport Parse(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var start = line.IndexOf(Prefix, StringComparison.Ordinal);
            if (start >= 0)
            {
                var parts = line[(start + Prefix.Length)..].Split('=', 2);
                values[parts[0]] = parts.Length > 1 ? parts[1] : string.Empty;
            }
        }

        return new DemoReport(values);
    }

    public override string ToString() => string.Join('\n', _values.Select(pair => $"{pair.Key}={pair.Value}"));
}
