using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Stores;

namespace TalosBoot.Factory;

/// <summary>Maps an Image Factory into an application.</summary>
public static class ImageFactoryEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps all routes of the Image Factory, and answers everything else that no other endpoint of the application takes, as upstream's router does.
    /// </summary>
    /// <param name="endpoints">Where.</param>
    /// <exception cref="ImageFactoryConfigurationException">
    /// The options have a bucket, and no package that uses one was added; or what they name cannot be read, such as a key or a folder of releases.
    /// </exception>
    /// <returns>
    /// A builder for all routes. What it requires, such as <c>RequireAuthorization</c>, does not hold for those that are always public: health, versions,
    /// catalogs, talosctl, keys. Rate limits hold for all.
    /// </returns>
    public static IEndpointConventionBuilder MapImageFactory(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        RequireBucket(endpoints.ServiceProvider);
        SecureBootKeys.Require(endpoints.ServiceProvider.GetRequiredService<ImageFactoryOptions>().SecureBoot);
        ConfiguredValue.Use("storage.folder", endpoints.ServiceProvider.GetRequiredService<FolderAssetStore>);
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

    /// <summary>
    /// Answers every request that comes in at a port with the page of metrics that Prometheus reads, <c>/metrics</c>, under upstream's names. It goes before
    /// everything else that answers requests.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="port">A port that the application listens on for this alone.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseImageFactoryMetrics(this IApplicationBuilder app, int port)
    {
        ArgumentNullException.ThrowIfNull(app);
        var page = new MetricsPage(app.ApplicationServices.GetRequiredService<FactoryMetrics>());
        return app.MapWhen(context => context.Connection.LocalPort == port, branch => branch.Run(page.HandleAsync));
    }

    /// <summary>A bucket that is asked for and that nothing uses would only be missed when its bill does not come.</summary>
    static void RequireBucket(IServiceProvider services)
    {
        if (services.GetRequiredService<ImageFactoryOptions>().Cache.Bucket.IsEnabled && services.GetService<IAssetStore>() is not IRedirectingAssetStore)
        {
            throw new ImageFactoryConfigurationException(["cache.s3.enabled has no effect in this host. Call AddImageFactoryS3 of TalosBoot.Factory.S3 after AddImageFactory."]);
        }
    }

    static string ToPattern(string template) => string.Join('/', template.Split('/').Select(part =>
        part.StartsWith(':') ? $"{{{part[1..]}}}" : part.StartsWith('*') ? $"{{**{part[1..]}}}" : part));
}
