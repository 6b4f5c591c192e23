namespace TalosBoot.Factory.Options;

/// <summary>Whose container images are trusted (factory.md 12).</summary>
public sealed class ContainerSignatureOptions
{
    /// <summary>Whether images are taken without a signature. Default false.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>Who must have signed: a pattern of the certificate's subject; empty for no keyless signature.</summary>
    public string SubjectPattern { get; set; } = @"(@siderolabs\.com$|^releasemgr-svc@talos-production\.iam\.gserviceaccount\.com$)";

    /// <summary>Who vouches for the subject. Default <c>https://accounts.google.com</c>.</summary>
    public string Issuer { get; set; } = "https://accounts.google.com";

    /// <summary>The same as a pattern; empty (the default) for <see cref="Issuer"/>.</summary>
    public string IssuerPattern { get; set; } = string.Empty;

    /// <summary>The PEM file of a public key; empty (the default) for none.</summary>
    public string PublicKeyFile { get; set; } = string.Empty;

    /// <summary>The trust root of keyless signatures, a JSON file; empty (the default) for none, and then keyless signatures cannot be checked.</summary>
    public string TrustedRootFile { get; set; } = string.Empty;
}
