namespace TalosBoot.Factory.Options;

/// <summary>Where built assets and what is known of schematics are kept.</summary>
public sealed class CacheOptions
{
    /// <summary>
    /// A repository of a registry for built assets, which other Image Factories may share; null (the default) for none. What was built or found there
    /// lies in <see cref="StorageOptions.Folder"/> in any case.
    /// </summary>
    public RepositoryName? Repository { get; set; }

    /// <summary>A bucket in front of <see cref="Repository"/>, which then keeps the signed entity tags of its objects.</summary>
    public BucketOptions Bucket { get; } = new();

    /// <summary>
    /// The PEM file of the ECDSA key that signs assets and installer images in registries. Empty (the default): a key is made in
    /// <see cref="StorageOptions.Folder"/>, which is enough as long as no registry is shared.
    /// </summary>
    public string SigningKeyFile { get; set; } = string.Empty;

    /// <summary>How many schematics are remembered in memory, of those that fit into 128 MiB. Default 100,000.</summary>
    public int SchematicCapacity { get; set; } = 100_000;

    /// <summary>How long it is remembered that there is no such schematic. Default 30 seconds.</summary>
    public TimeSpan SchematicNegativeLifetime { get; set; } = TimeSpan.FromSeconds(30);
}
