using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Options;

/// <summary>Whose container images are trusted (docs/formats/factory.md).</summary>
public sealed class ContainerSignatureOptions
{
    /// <summary>Whether images are taken without a signature. Default false.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>Who must have signed: a pattern of the certificate's subject; empty for no keyless signature.</summary>
    /// <remarks>Default: that of <see cref="SignerIdentity.TalosReleases"/>.</remarks>
    public string SubjectPattern { get; set; } = SignerIdentity.TalosReleases.SubjectPattern!;

    /// <summary>Who vouches for the subject.</summary>
    /// <remarks>Default: that of <see cref="SignerIdentity.TalosReleases"/>.</remarks>
    public string Issuer { get; set; } = SignerIdentity.TalosReleases.Issuer!;

    /// <summary>The same as a pattern; empty (the default) for <see cref="Issuer"/>.</summary>
    public string IssuerPattern { get; set; } = string.Empty;

    /// <summary>The PEM file of a public key; empty (the default) for none.</summary>
    public string PublicKeyFile { get; set; } = string.Empty;

    /// <summary>The trust root of keyless signatures, a JSON file; empty (the default) for none, and then keyless signatures cannot be checked.</summary>
    public string TrustedRootFile { get; set; } = string.Empty;
}
