using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace TalosBoot.DependencyInjection;

/// <summary>Registers TalosBoot in a service collection.</summary>
public static class TalosBootServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="TalosBootEngine"/> as a singleton. Its log messages go to the container's logger factory, if there is one and no
    /// other is set.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The collection.</returns>
    public static IServiceCollection AddTalosBoot(this IServiceCollection services, Action<TalosBootOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<TalosBootOptions>()
            .Configure<IServiceProvider>((options, provider) => options.LoggerFactory = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)
            .Validate(options => options.MaxDegreeOfParallelism > 0, "TalosBootOptions.MaxDegreeOfParallelism is 1 or more.");
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(provider => new TalosBootEngine(provider.GetRequiredService<IOptions<TalosBootOptions>>().Value));
        return services;
    }
}
