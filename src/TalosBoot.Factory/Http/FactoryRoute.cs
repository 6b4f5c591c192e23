namespace TalosBoot.Factory.Http;

/// <summary>Answers a request of a route.</summary>
internal delegate Task RouteHandler(FactoryExchange exchange);

/// <summary>One line of the route table (docs/formats/factory.md).</summary>
internal sealed class FactoryRoute
{
    readonly string[] _segments;

    public FactoryRoute(string template, IReadOnlyList<string> methods, RouteHandler handler, bool isProtected = false)
    {
        Template = template;
        Methods = methods;
        Handler = handler;
        IsProtected = isProtected;
        _segments = template[1..].Split('/');
        IsCatchAll = _segments[^1].StartsWith('*');
        IsFixed = !Array.Exists(_segments, segment => segment.StartsWith(':') || segment.StartsWith('*'));
    }

    /// <summary>Fixed segments, <c>:name</c> for one segment of any text, and <c>*name</c> at the end for the rest.</summary>
    public string Template { get; }

    public IReadOnlyList<string> Methods { get; }

    public RouteHandler Handler { get; }

    /// <summary>Whether the route needs credentials where those are asked for, and is audited.</summary>
    public bool IsProtected { get; }

    public bool IsCatchAll { get; }

    /// <summary>Whether there are no parameters.</summary>
    public bool IsFixed { get; }

    public bool Allows(string method) => Methods.Contains(method);

    /// <summary>Whether a path is one of the route's; gives the values of its parameters.</summary>
    public bool TryMatch(ReadOnlySpan<string> path, StringComparison comparison, List<string> values)
    {
        values.Clear();
        if (IsCatchAll ? path.Length < _segments.Length : path.Length != _segments.Length)
        {
            return false;
        }

        for (var index = 0; index < _segments.Length; index++)
        {
            var segment = _segments[index];
            if (segment.StartsWith('*'))
            {
                values.Add("/" + string.Join('/', path[index..]!));
                return true;
            }

            if (segment.StartsWith(':') ? path[index].Length == 0 && index == path.Length - 1 : !segment.Equals(path[index], comparison))
            {
                return false;
            }

            if (segment.StartsWith(':'))
            {
                values.Add(path[index]);
            }
        }

        return true;
    }

    /// <summary>
    /// Whether upstream's router sends a path that ends with a slash to the one without it though there is nothing: two parameters follow each other there.
    /// </summary>
    public bool IsBetweenParameters(ReadOnlySpan<string> path)
    {
        var count = path.Length - 1;
        if (count < 1 || count >= _segments.Length || path[^1].Length > 0 || !_segments[count - 1].StartsWith(':') || !_segments[count].StartsWith(':'))
        {
            return false;
        }

        for (var index = 0; index < count; index++)
        {
            if (!_segments[index].StartsWith(':') && _segments[index] != path[index])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The path with the fixed segments written as in the template.</summary>
    public string Canonical(ReadOnlySpan<string> path)
    {
        var parts = path.ToArray();
        for (var index = 0; index < Math.Min(parts.Length, _segments.Length); index++)
        {
            if (!_segments[index].StartsWith(':') && !_segments[index].StartsWith('*'))
            {
                parts[index] = _segments[index];
            }
        }

        return "/" + string.Join('/', parts);
    }
}
