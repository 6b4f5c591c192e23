namespace TalosBoot.Factory.Configuration;

/// <summary>A key of a configuration that neither TalosBoot nor upstream knows, such as one with a typing mistake.</summary>
/// <param name="Key">The key, as it is written.</param>
/// <param name="Nearest">The known key that differs least; null where none is near.</param>
public sealed record UnknownKey(string Key, string? Nearest)
{
    /// <summary>Finds the nearest key: a third of the letters may be other ones.</summary>
    internal static UnknownKey Create(string key, IEnumerable<string> known) => new(
        key, known.Select(name => (Name: name, Distance: Distance(key.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(name => name.Distance <= key.Length / 3).OrderBy(name => name.Distance).ThenBy(name => name.Name, StringComparer.Ordinal)
            .Select(name => name.Name).FirstOrDefault());

    /// <summary>The Levenshtein distance, in one row.</summary>
    static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var index = 0; index < from.Length; index++)
        {
            var diagonal = row[0];
            row[0] = index + 1;
            for (var column = 0; column < to.Length; column++)
            {
                var replaced = diagonal + (from[index] == to[column] ? 0 : 1);
                diagonal = row[column + 1];
                row[column + 1] = Math.Min(replaced, Math.Min(row[column], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
