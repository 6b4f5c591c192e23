using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TalosBoot.Factory.Http;

/// <summary>
/// Which pages of other origins may read answers (docs/formats/factory.md), as upstream's library decides. ASP.NET Core's own answers other headers, and
/// knows no origins with a placeholder inside.
/// </summary>
internal sealed class CorsRules
{
    const string ExposedHeaders = "Content-Disposition, Content-Length, Content-Type";
    const string AllowedHeader = "cache-control";

    readonly bool _allowsAll;
    readonly HashSet<string> _origins;
    readonly (string Before, string After)[] _patterns;

    public CorsRules(IReadOnlyList<string> allowedOrigins)
    {
        var origins = allowedOrigins.Select(origin => origin.ToLowerInvariant()).ToArray();
        _allowsAll = origins.Length == 0 || origins.Contains("*");
        _origins = [.. origins.Where(origin => !origin.Contains('*', StringComparison.Ordinal))];
        _patterns = [.. origins.Where(origin => origin != "*" && origin.Contains('*', StringComparison.Ordinal)).Select(Split)];
    }

    /// <summary>Sets what an answer needs. True when the request was a preflight, which has its answer then.</summary>
    public bool Apply(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        var method = request.Headers.AccessControlRequestMethod.ToString();
        if (HttpMethods.IsOptions(request.Method) && method.Length > 0)
        {
            headers.Vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
            AnswerPreflight(request, headers, method);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return true;
        }

        headers.Vary = "Origin";
        if (IsAllowedMethod(request.Method) && request.Headers.TryGetValue("Origin", out var origin) && Allowed(origin) is { } allowed)
        {
            headers.AccessControlAllowOrigin = allowed;
            headers.AccessControlExposeHeaders = ExposedHeaders;
        }

        return false;
    }

    void AnswerPreflight(HttpRequest request, IHeaderDictionary headers, string method)
    {
        var asked = request.Headers.AccessControlRequestHeaders;
        if (Allowed(request.Headers.Origin) is { } allowed && IsAllowedMethod(method) && AreAllowedHeaders(asked))
        {
            headers.AccessControlAllowOrigin = allowed;
            headers.AccessControlAllowMethods = method;
            if (asked.Count > 0 && asked[0] is { Length: > 0 } text)
            {
                headers.AccessControlAllowHeaders = text;
            }
        }
    }

    string? Allowed(StringValues origin)
    {
        var text = origin.Count == 0 ? null : origin[0];
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (_allowsAll)
        {
            return "*";
        }

        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null; // No header of an answer can hold it.
        }

        var lower = text.ToLowerInvariant();
        return _origins.Contains(lower) || Array.Exists(_patterns, pattern =>
            lower.Length >= pattern.Before.Length + pattern.After.Length
            && lower.StartsWith(pattern.Before, StringComparison.Ordinal) && lower.EndsWith(pattern.After, StringComparison.Ordinal))
            ? text : null;
    }

    static bool AreAllowedHeaders(StringValues asked) =>
        asked.All(line => (line ?? string.Empty).Split(',').Select(name => name.Trim(' ')).All(name => name.Length == 0 || name == AllowedHeader));

    static bool IsAllowedMethod(string method) => method is "HEAD" or "GET" or "OPTIONS";

    static (string Before, string After) Split(string origin)
    {
        var star = origin.IndexOf('*', StringComparison.Ordinal);
        return (origin[..star], origin[(star + 1)..]);
    }
}
