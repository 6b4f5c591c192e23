using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Observability;

namespace TalosBoot.Factory.Http;

/// <summary>Takes a request from ASP.NET Core to its route, and failures to their answers.</summary>
internal sealed class FactoryDispatcher(
    RouteTable routes, CorsRules cors, FactoryMetrics metrics, RequestRecord record, PasswordGate gate, ILogger<FactoryDispatcher> logger)
{
    // Clients look for these words, and for the absence of "Enterprise" (docs/formats/factory.md).
    static readonly string Server = $"Image Factory v{typeof(FactoryDispatcher).Assembly.GetName().Version?.ToString(3)}";

    public async Task HandleAsync(HttpContext context)
    {
        if (RequestTarget.IsAsterisk(context))
        {
            context.Response.ContentLength = 0; // OPTIONS * asks the server, not the service.
            return;
        }

        if (!RequestTarget.TryRead(context, out var target))
        {
            await Answers.WriteAsync(context, StatusCodes.Status400BadRequest, Answers.PlainText, "400 Bad Request"u8.ToArray()).ConfigureAwait(false);
            return;
        }

        if (cors.Apply(context))
        {
            return;
        }

        var values = new List<string>();
        var method = context.Request.Method;
        var route = target.Path[0] == '/' ? routes.Find(method, target.Path, values) : null;
        if (route is null)
        {
            await AnswerUnknownAsync(context, target).ConfigureAwait(false);
        }
        else if (route.IsProtected && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            // ASP.NET Core resolved the path to another route than the one that was written.
            await Answers.WriteErrorAsync(context, 404, "404 page not found").ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(new FactoryExchange(context, target, route, values, IdOf(context.Request))).ConfigureAwait(false);
        }
    }

    async Task AnswerAsync(FactoryExchange exchange)
    {
        var context = exchange.Context;
        var headers = context.Response.Headers;
        headers.Server = Server;
        headers["X-Request-Id"] = exchange.RequestId;
        var began = Stopwatch.GetTimestamp();
        metrics.RequestBegins(exchange.Route.Template);
        Exception? failure = null;
        try
        {
            if (!exchange.Route.IsProtected || await gate.AdmitAsync(exchange).ConfigureAwait(false))
            {
                await exchange.Route.Handler(exchange).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            failure = exception;
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (Exception exception)
        {
            failure = exception;
            await AnswerFailureAsync(context, exception).ConfigureAwait(false);
        }

        var took = Stopwatch.GetElapsedTime(began);
        metrics.RequestEnds(exchange.Route.Template, context.Request.Method, context.Response.StatusCode, took);
        record.Note(exchange, took, failure);
    }

    async Task AnswerFailureAsync(HttpContext context, Exception exception)
    {
        var (status, message) = Failures.Describe(exception);
        if (status >= 500)
        {
            // What a client wrote wrong and upstream calls its own failure is not worth a trace.
            Log.RequestFailed(logger, context.Request.Method, context.Request.Path, exception.Message, exception is FactoryRequestException ? null : exception);
        }

        if (context.Response.HasStarted)
        {
            context.Abort(); // The client must not take what it has for the whole.
            return;
        }

        var (server, id) = (context.Response.Headers.Server, context.Response.Headers["X-Request-Id"]);
        var (vary, origin, exposed) = (context.Response.Headers.Vary, context.Response.Headers.AccessControlAllowOrigin, context.Response.Headers.AccessControlExposeHeaders);
        context.Response.Clear();
        var headers = context.Response.Headers;
        (headers.Server, headers["X-Request-Id"], headers.Vary) = (server, id, vary);
        (headers.AccessControlAllowOrigin, headers.AccessControlExposeHeaders) = (origin, exposed);
        if (exception is FactoryAuthenticationException)
        {
            PasswordGate.Refuse(context);
        }

        if (exception is FactoryBusyException busy)
        {
            headers.RetryAfter = ((int)busy.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await Answers.WriteErrorAsync(context, status, message).ConfigureAwait(false);
    }

    async Task AnswerUnknownAsync(HttpContext context, RequestTarget target)
    {
        var method = context.Request.Method;
        if (routes.FindRedirect(method, target.Path) is { } location)
        {
            await Answers.WriteRedirectAsync(context, location, target.Query).ConfigureAwait(false);
            return;
        }

        if (routes.FindAllowed(method, target.Path) is not { } allowed)
        {
            await Answers.WriteErrorAsync(context, StatusCodes.Status404NotFound, "404 page not found").ConfigureAwait(false);
            return;
        }

        context.Response.Headers.Allow = allowed;
        if (HttpMethods.IsOptions(method))
        {
            context.Response.ContentLength = 0;
            return;
        }

        await Answers.WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed").ConfigureAwait(false);
    }

    /// <summary>The client's own word for its request, if a header of the answer can hold it, or else a random UUID.</summary>
    static string IdOf(HttpRequest request) =>
        request.Headers["X-Request-Id"] is { Count: > 0 } given && given[0] is { Length: > 0 } id && !id.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? id : RandomId.Create();
}
