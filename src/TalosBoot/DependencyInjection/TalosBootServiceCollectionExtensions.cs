using System.Diagnostics.CodeAnalysis;
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
    [SuppressMessage("ApiDesign", "RS0027", Justification = "The overloads differ in what they take, so that no call can mean another one than before.")]
    public static ITalosBootBuilder AddTalosBoot(this IServiceCollection services, Action<TalosBootOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, Options.DefaultName, configure);
        services.TryAddSingleton(provider => Create(provider, Options.DefaultName));
        return new TalosBootBuilder(Options.DefaultName, services);
    }

    /// <summary>
    /// Registers a <see cref="TalosBootEngine"/> whose options come from configuration: a key for each option that is a text, a number or a switch, by its
    /// name, and <c>Images</c> for a folder with images: an OCI layout or a bundle. A key that is none of them, or a value that cannot be read, keeps a host from starting.
    /// <c>services.Configure&lt;TalosBootOptions&gt;</c> sets those that configuration cannot hold.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configuration">The section, such as <c>builder.Configuration.GetSection("TalosBoot")</c>.</param>
    /// <returns>What optional parts add themselves to.</returns>
    public static ITalosBootBuilder AddTalosBoot(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddTalosBoot(options => TalosBootConfiguration.Apply(configuration, options));
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
