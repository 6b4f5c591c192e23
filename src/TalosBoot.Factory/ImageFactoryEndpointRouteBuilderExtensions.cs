using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Observability;

namespace TalosBoot.Factory;

/// <summary>Maps an Image Factory into an application.</summary>
public static class ImageFactoryEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps all routes of the Image Factory, and answers everything else that no other endpoint of the application takes, as upstream's router does.
    /// </summary>
    /// <param name="endpoints">Where.</param>
    /// <returns>
    /// A builder for all routes. What it requires, such as <c>RequireAuthorization</c>, does not hold for those that are always public: health, versions,
    /// catalogs, talosctl, keys. Rate limits hold for all.
    /// </returns>
    public static IEndpointConventionBuilder MapImageFactory(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var dispatcher = endpoints.ServiceProvider.GetRequiredService<FactoryDispatcher>();
        var routes = endpoints.ServiceProvider.GetRequiredService<RouteTable>();
        var group = endpoints.MapGroup(string.Empty);
        RequestDelegate handle = dispatcher.HandleAsync;
        foreach (var route in routes.Routes.Where(route => !route.IsProtected))
        {
            group.Map(ToPattern(route.Template), handle).WithDisplayName(route.Template).AllowAnonymous();
        }

        group.Map("/{**path}", handle).WithDisplayName("Image Factory").WithOrder(int.MaxValue - 1);
        return group;
    }

    /// <summary>Maps the page of metrics that Prometheus reads, under upstream's names.</summary>
    /// <param name="endpoints">Where.</param>
    /// <param name="pattern">The path. Default <c>/metrics</c>.</param>
    /// <returns>A builder for the route, such as for <c>RequireHost</c>.</returns>
    public static IEndpointConventionBuilder MapImageFactoryMetrics(this IEndpointRouteBuilder endpoints, string pattern = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var metrics = endpoints.ServiceProvider.GetRequiredService<FactoryMetrics>();
        return endpoints.MapGet(pattern, context => SendMetricsAsync(context, metrics));
    }

    static async Task SendMetricsAsync(HttpContext context, FactoryMetrics metrics)
    {
        context.Response.Headers.ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";
        await context.Response.WriteAsync(metrics.Write(), context.RequestAborted).ConfigureAwait(false);
    }

    static string ToPattern(string template) => string.Join('/', template.Split('/').Select(part => part.StartsWith(':') ? $"{{{part[1..]}}}" : part));
}
