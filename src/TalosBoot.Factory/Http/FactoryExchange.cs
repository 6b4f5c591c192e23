using Microsoft.AspNetCore.Http;

namespace TalosBoot.Factory.Http;

/// <summary>A request that a route answers, and how it is answered.</summary>
internal sealed class FactoryExchange(HttpContext context, RequestTarget target, FactoryRoute route, IReadOnlyList<string> values, string requestId)
{
    public HttpContext Context => context;

    public RequestTarget Target => target;

    public FactoryRoute Route => route;

    /// <summary>The values of the route's parameters, in order.</summary>
    public IReadOnlyList<string> Values => values;

    public string RequestId => requestId;

    public HttpResponse Response => context.Response;

    public bool IsHead => HttpMethods.IsHead(context.Request.Method);

    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Answers with status 200 and bytes.</summary>
    public Task WriteAsync(string? contentType, ReadOnlyMemory<byte> body) => Answers.WriteAsync(context, StatusCodes.Status200OK, contentType, body);

    /// <summary>Answers with status 200 and text.</summary>
    public Task WriteTextAsync(string? contentType, string text) => WriteAsync(contentType, System.Text.Encoding.UTF8.GetBytes(text));
}
