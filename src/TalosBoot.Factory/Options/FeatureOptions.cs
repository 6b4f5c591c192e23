namespace TalosBoot.Factory.Options;

/// <summary>What the service offers beyond upstream's community edition. Without them it answers as that one does.</summary>
public sealed class FeatureOptions
{
    /// <summary>Whether <c>.sha256</c> and <c>.sha512</c> behind the path of an asset give its checksum. Default true.</summary>
    public bool HasChecksums { get; set; } = true;

    /// <summary>Whether <c>.sigstore.json</c> behind the path of an asset gives a signature of it, made with the signing key. Default true.</summary>
    public bool HasSignatures { get; set; } = true;

    /// <summary>The largest schematic that is accepted, in bytes, as a client sends it and in its canonical form. Default 8 MiB.</summary>
    public int MaximumSchematicLength { get; set; } = 8 << 20;
}
