using System.Text;
using Microsoft.AspNetCore.Http;

namespace TalosBoot.Factory.Http;

/// <summary>Answers of the kinds that upstream gives.</summary>
internal static class Answers
{
    public const string PlainText = "text/plain; charset=utf-8";

    /// <summary>An answer with a body, which is left out for HEAD.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string? contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (contentType is not null)
        {
            response.Headers.ContentType = contentType;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method) && !body.IsEmpty)
        {
            // The write ends when the client goes, without the token of that, which costs more than such an answer.
            await response.BodyWriter.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>An error: its sentence as text, with a line end.</summary>
    public static Task WriteErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return WriteAsync(context, status, PlainText, Encoding.UTF8.GetBytes(message + "\n"));
    }

    /// <summary>A redirect of the router: 301 with a page for GET, 307 for every other method.</summary>
    public static Task WriteRedirectAsync(HttpContext context, string path, string query)
    {
        var location = GoEscape.Path(context.Request.PathBase.Value + path) + (query.Length > 0 ? "?" + GoEscape.Query(query) : string.Empty);
        context.Response.Headers.Location = location;
        var isGet = HttpMethods.IsGet(context.Request.Method);
        var body = isGet ? $"<a href=\"{EscapeHtml(location)}\">Moved Permanently</a>.\n\n" : string.Empty;
        return WriteAsync(
            context, isGet ? StatusCodes.Status301MovedPermanently : StatusCodes.Status307TemporaryRedirect,
            isGet || HttpMethods.IsHead(context.Request.Method) ? "text/html; charset=utf-8" : null, Encoding.UTF8.GetBytes(body));
    }

    static string EscapeHtml(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);
}
