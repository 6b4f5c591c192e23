using Microsoft.Extensions.Configuration;
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
    /// other is set. Options that make no engine keep a host from starting.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>What optional parts add themselves to.</returns>
    public static ITalosBootBuilder AddTalosBoot(this IServiceCollection services, Action<TalosBootOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, Options.DefaultName, configure);
        services.TryAddSingleton(provider => Create(provider, Options.DefaultName));
        return new TalosBootBuilder(Options.DefaultName, services);
    }

    /// <summary>
    /// Registers a <see cref="TalosBootEngine"/> whose options come from configuration: a key for each option that is a text, a number or a switch, by its
    /// name, and <c>Images</c> for the folder of an OCI layout. A key that is none of them, or a value that cannot be read, keeps a host from starting.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configuration">The section, such as <c>builder.Configuration.GetSection("TalosBoot")</c>.</param>
    /// <returns>What optional parts add themselves to.</returns>
    public static ITalosBootBuilder AddTalosBoot(this IServiceCollection services, IConfiguration configuration) =>
        services.AddTalosBoot(configuration, _ => { });

    /// <summary>As <see cref="AddTalosBoot(IServiceCollection, IConfiguration)"/>, for options that configuration cannot hold.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="configuration">The section.</param>
    /// <param name="configure">Sets further options, after those of the configuration.</param>
    /// <returns>What optional parts add themselves to.</returns>
    public static ITalosBootBuilder AddTalosBoot(this IServiceCollection services, IConfiguration configuration, Action<TalosBootOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddTalosBoot(options =>
        {
            TalosBootConfiguration.Apply(configuration, options);
            configure(options);
        });
    }

    /// <summary>
    /// Registers one of several engines, with options of its own: a singleton that is asked for by its name as the service key. Otherwise as
    /// <see cref="AddTalosBoot(IServiceCollection, Action{TalosBootOptions})"/>.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="name">The name.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>What optional parts add themselves to.</returns>
    public static ITalosBootBuilder AddKeyedTalosBoot(this IServiceCollection services, string name, Action<TalosBootOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        AddOptions(services, name, configure);
        services.TryAddKeyedSingleton(name, (provider, _) => Create(provider, name));
        return new TalosBootBuilder(name, services);
    }

    static void AddOptions(IServiceCollection services, string name, Action<TalosBootOptions>? configure)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TalosBootOptions>, TalosBootOptionsValidator>());
        services.AddOptions<TalosBootOptions>(name)
            .Configure<IServiceProvider>((options, provider) => options.LoggerFactory = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance)
            .Configure(configure ?? (_ => { }))
            .ValidateOnStart();
    }

    static TalosBootEngine Create(IServiceProvider provider, string name) =>
        new(provider.GetRequiredService<IOptionsMonitor<TalosBootOptions>>().Get(name));
}
