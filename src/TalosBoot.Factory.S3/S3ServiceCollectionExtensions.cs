using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Factory.Assets;

namespace TalosBoot.Factory.S3;

/// <summary>Adds a bucket to an Image Factory.</summary>
public static class S3ServiceCollectionExtensions
{
    /// <summary>
    /// Keeps the assets of an Image Factory in a bucket, in front of the store that it has: that one keeps their signed entity tags, as in upstream's services.
    /// Called after <c>AddImageFactory</c>, whose options name a repository for built assets.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="InvalidOperationException">There is no store yet that could keep the entity tags.</exception>
    public static IServiceCollection AddImageFactoryS3(this IServiceCollection services, Action<S3AssetOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var inner = services.LastOrDefault(service => service.ServiceType == typeof(IAssetStore))
            ?? throw new InvalidOperationException("Nothing keeps the entity tags of S3 objects. Call AddImageFactory first, with Cache.Repository set.");
        var options = new S3AssetOptions();
        configure(options);
        services.Remove(inner);
        services.AddSingleton<IAssetStore>(provider => new S3AssetStore(
            options, (IAssetStore)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
        return services;
    }
}
