using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.S3;

/// <summary>Adds a bucket to an Image Factory.</summary>
public static class S3ServiceCollectionExtensions
{
    /// <summary>
    /// Keeps the assets of an Image Factory in a bucket, in front of the store that it has: that one keeps their signed entity tags, as in upstream's services.
    /// Called after <c>AddImageFactory</c>, whose options name a repository for built assets.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="bucket">The bucket, such as that of the options of the Image Factory. Must not change afterwards.</param>
    /// <param name="credentials">
    /// Who asks. Null: <c>CF_ACCESS_KEY</c> and <c>CF_SECRET_KEY</c> of the environment when both are set, or else where AWS's programs look.
    /// </param>
    /// <returns>The collection.</returns>
    /// <exception cref="InvalidOperationException">There is no store yet that could keep the entity tags.</exception>
    public static IServiceCollection AddImageFactoryS3(this IServiceCollection services, BucketOptions bucket, AWSCredentials? credentials = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(bucket);
        var inner = services.LastOrDefault(service => service.ServiceType == typeof(IAssetStore))
            ?? throw new InvalidOperationException("Nothing keeps the entity tags of S3 objects. Call AddImageFactory first, with Cache.Repository set.");
        services.Remove(inner);
        services.AddSingleton<IAssetStore>(provider => new S3AssetStore(
            bucket, (IAssetStore)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), credentials));
        return services;
    }
}
