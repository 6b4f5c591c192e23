using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Oci;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Inputs;

/// <summary>Where an engine takes container images from: what its options name, or else registries, which are not talked to before an image is needed.</summary>
internal sealed class ImageSources : IDisposable
{
    readonly TalosBootOptions _options;
    readonly Lazy<BlobCache?> _cache;
    readonly Lazy<Registries> _registries;
    readonly Lazy<Registries> _insecureRegistries;

    public ImageSources(TalosBootOptions options)
    {
        _options = options;
        _cache = new Lazy<BlobCache?>(OpenCache);
        _registries = new Lazy<Registries>(() => Connect(options.Registry));
        _insecureRegistries = new Lazy<Registries>(() => Connect(options.Registry with { IsInsecure = true }));
    }

    /// <summary>The source.</summary>
    /// <param name="insecure">Whether registries may be talked to without TLS or with any certificate, whatever the options say.</param>
    public IContainerImageSource Get(bool insecure) =>
        _options.Images ?? (insecure && !_options.Registry.IsInsecure ? _insecureRegistries : _registries).Value.Images;

    /// <summary>The client that images are pushed with.</summary>
    public RegistryClient Client => _registries.Value.Client;

    public void Dispose()
    {
        foreach (var registries in new[] { _registries, _insecureRegistries }.Where(lazy => lazy.IsValueCreated).Select(lazy => lazy.Value))
        {
            registries.Images.Dispose();
            registries.Client.Dispose();
        }
    }

    BlobCache? OpenCache() => _options.CacheDirectory is not { } folder ? null : BlobCache.Open(
        folder,
        new BlobCacheOptions
        {
            MaximumSize = _options.MaximumBlobCacheSize,
            AllowForeignWriters = _options.AllowSharedCacheDirectory,
            Logger = _options.LoggerFactory.CreateLogger("TalosBoot.Oci.Caching"),
        });

    Registries Connect(RegistryOptions registry)
    {
        var client = new RegistryClient(registry with
        {
            Credentials = registry.Credentials ?? (_options.UsesEnvironmentCredentials ? CredentialChain.FromEnvironment() : null),
            Logger = registry.Logger is NullLogger ? _options.LoggerFactory.CreateLogger("TalosBoot.Oci.Registry") : registry.Logger,
        });
        return new Registries(client, new RegistryImageSource(client, _cache.Value, _options.SpoolDirectory));
    }

    sealed record Registries(RegistryClient Client, RegistryImageSource Images);
}
