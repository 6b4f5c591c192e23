using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace TalosBoot.Factory.Http;

/// <summary>
/// Finds routes as upstream's router does (docs/formats/factory.md): on the decoded path as it was sent, with its redirects and its <c>Allow</c>.
/// </summary>
internal sealed class RouteTable(IReadOnlyList<FactoryRoute> routes)
{
    readonly FrozenDictionary<string, FactoryRoute[]> _fixed = routes.Where(route => route.IsFixed)
        .GroupBy(route => route.Template).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    public IReadOnlyList<FactoryRoute> Routes => routes;

    /// <summary>The route of a path for a method, or null; with the values of its parameters.</summary>
    public FactoryRoute? Find(string method, string path, List<string> values) =>
        _fixed.TryGetValue(path, out var named) && Array.Find(named, route => route.Allows(method)) is { } found
            ? found : Find(method, path[1..].Split('/'), StringComparison.Ordinal, values);

    /// <summary>Where the router sends a path that it has no route for, or null.</summary>
    public string? FindRedirect(string method, string path)
    {
        if (path == "/" || !routes.Any(route => route.Allows(method)))
        {
            return null;
        }

        var segments = path[1..].Split('/');
        var values = new List<string>();
        if (path.EndsWith('/'))
        {
            if (Find(method, segments.AsSpan(0, segments.Length - 1), StringComparison.Ordinal, values) is not null
                || routes.Any(route => route.Allows(method) && route.IsBetweenParameters(segments)))
            {
                return path[..^1];
            }
        }
        else if (Find(method, [.. segments, string.Empty], StringComparison.Ordinal, values) is { IsCatchAll: true })
        {
            return path + "/";
        }

        var cleaned = Clean(path);
        return FindIgnoringCase(method, cleaned, values);
    }

    /// <summary>The methods that a path allows besides the one asked for, as the header <c>Allow</c> says them; null for an unknown path.</summary>
    public string? FindAllowed(string method, string path)
    {
        var values = new List<string>();
        var segments = path.Length > 0 && path[0] == '/' ? path[1..].Split('/') : [];
        var methods = routes.Where(route => path == "*" || route.TryMatch(segments, StringComparison.Ordinal, values))
            .SelectMany(route => route.Methods).Where(allowed => path == "*" || allowed != method).Distinct().ToArray();
        return methods.Length == 0 ? null : string.Join(", ", methods.Append(HttpMethods.Options).Order(StringComparer.Ordinal));
    }

    /// <summary>A path without doubled slashes, <c>.</c> and <c>..</c>; a slash at its end stays.</summary>
    internal static string Clean(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (segment != ".")
            {
                kept.Add(segment);
            }
        }

        var hasSlash = path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal);
        return kept.Count == 0 ? "/" : $"/{string.Join('/', kept)}{(hasSlash ? "/" : string.Empty)}";
    }

    string? FindIgnoringCase(string method, string cleaned, List<string> values)
    {
        var segments = cleaned[1..].Split('/');
        string[][] candidates = cleaned.EndsWith('/') && cleaned.Length > 1
            ? [segments, segments[..^1]]
            : [segments, [.. segments, string.Empty]];
        foreach (var candidate in candidates)
        {
            if (Find(method, candidate, StringComparison.OrdinalIgnoreCase, values) is { } route)
            {
                return route.Canonical(candidate);
            }
        }

        return null;
    }

    FactoryRoute? Find(string method, ReadOnlySpan<string> segments, StringComparison comparison, List<string> values)
    {
        foreach (var route in routes)
        {
            if (route.Allows(method) && route.TryMatch(segments, comparison, values))
            {
                return route;
            }
        }

        return null;
    }
}
