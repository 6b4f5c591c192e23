namespace TalosBoot.Boot.Measurement;

/// <summary>The banks of PCRs for which Talos predicts and signs values.</summary>
public enum PcrBank
{
    /// <summary>SHA-256. The only bank that Talos unseals with.</summary>
    Sha256,

    /// <summary>SHA-384.</summary>
    Sha384,

    /// <summary>SHA-512.</summary>
    Sha512,
}
