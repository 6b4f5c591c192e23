namespace TalosBoot.KernelArguments;

/// <summary>
/// A kernel command line: parameters in order, each a key with one or more values. It groups and prints exactly as upstream does
/// (docs/formats/profile.md). There is no quoting: a value with white space is several words.
/// </summary>
public sealed class KernelCommandLine
{
    readonly LinkedList<KernelParameter> _parameters = [];

    // Where each key stands, so that the words of a user, of which there may be very many, cost no more than their number.
    readonly Dictionary<string, LinkedListNode<KernelParameter>> _places = new(StringComparer.Ordinal);

    /// <summary>The parameters, in order.</summary>
    public IReadOnlyCollection<KernelParameter> Parameters => _parameters;

    /// <summary>Reads a command line. Values of a key that comes again join those of its first occurrence.</summary>
    /// <param name="text">The text; one line feed at its end is dropped.</param>
    public static KernelCommandLine Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = text.EndsWith('\n') ? text[..^1] : text;
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var keys = new List<string>();
        foreach (var word in line.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = word.IndexOf('=', StringComparison.Ordinal);
            var key = separator < 0 ? word : word[..separator];
            if (!values.TryGetValue(key, out var known))
            {
                values.Add(key, known = []);
                keys.Add(key);
            }

            known.Add(separator < 0 ? string.Empty : word[(separator + 1)..]);
        }

        var result = new KernelCommandLine();
        foreach (var key in keys)
        {
            result.Set(new KernelParameter(key, [.. values[key]]));
        }

        return result;
    }

    /// <summary>Adds a value to a key where it stands, or a new parameter at the end.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; empty for a flag.</param>
    public void Append(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Append(new KernelParameter(key, [value]));
    }

    /// <summary>Puts a parameter in the place of the one with its key, or at the end.</summary>
    /// <param name="parameter">The parameter.</param>
    public void Set(KernelParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (_places.TryGetValue(parameter.Key, out var place))
        {
            place.Value = parameter;
        }
        else
        {
            _places.Add(parameter.Key, _parameters.AddLast(parameter));
        }
    }

    /// <summary>Sets every parameter of a list of arguments.</summary>
    /// <param name="arguments">Arguments, each of one or more words.</param>
    public void SetAll(IEnumerable<string> arguments)
    {
        foreach (var parameter in Parse(string.Join(' ', arguments))._parameters)
        {
            Set(parameter);
        }
    }

    /// <summary>Appends every value of a list of arguments.</summary>
    /// <param name="arguments">Arguments, each of one or more words.</param>
    public void AppendAll(IEnumerable<string> arguments)
    {
        foreach (var parameter in Parse(string.Join(' ', arguments))._parameters)
        {
            Append(parameter);
        }
    }

    /// <summary>
    /// Applies arguments of a user: <c>-key</c> removes a key, <c>-key=value</c> removes a value, the keys <c>console</c> and
    /// <c>talos.platform</c> are replaced where they stand, and everything else is appended.
    /// </summary>
    /// <param name="arguments">Arguments, each of one or more words.</param>
    public void Customize(IEnumerable<string> arguments)
    {
        foreach (var parameter in Parse(string.Join(' ', arguments))._parameters)
        {
            if (parameter.Key.Length > 1 && parameter.Key[0] == '-')
            {
                Remove(parameter.Key[1..], parameter.Values);
            }
            else if (parameter.Key is "console" or "talos.platform")
            {
                Set(parameter);
            }
            else
            {
                Append(parameter);
            }
        }
    }

    /// <summary>The words, separated by single spaces. A parameter that lost all its values prints nothing, but keeps its place.</summary>
    public override string ToString() => string.Join(
        ' ',
        _parameters.SelectMany(parameter => parameter.Values.Select(
            value => value.Length == 0 ? parameter.Key : $"{parameter.Key}={value}"))).TrimEnd(' ');

    void Append(KernelParameter parameter) =>
        Set(_places.TryGetValue(parameter.Key, out var place) ? parameter with { Values = [.. place.Value.Values, .. parameter.Values] } : parameter);

    /// <summary>Without a first value the whole key goes, and its place with it; else only the values go.</summary>
    void Remove(string key, IReadOnlyList<string> values)
    {
        if (!_places.TryGetValue(key, out var place))
        {
            return;
        }

        if (values[0].Length == 0)
        {
            _parameters.Remove(place);
            _places.Remove(key);
        }
        else
        {
            var removed = values.ToHashSet(StringComparer.Ordinal);
            place.Value = place.Value with { Values = [.. place.Value.Values.Where(value => !removed.Contains(value))] };
        }
    }
}
