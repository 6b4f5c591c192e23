namespace TalosBoot.Factory.Tests.Configuration;

/// <summary>The keys of upstream's configuration, version 1.5 (its docs/configuration.md), to tell our own from them.</summary>
internal static class UpstreamKeys
{
    static readonly string[] All =
    [
        "http.httpListenAddr", "http.certFile", "http.keyFile", "http.externalURL", "http.externalPXEURL", "http.allowedOrigins",
        "build.minTalosVersion", "build.brokenTalosVersions", "build.maxConcurrency",
        "containerSignature.subjectRegExp", "containerSignature.issuer", "containerSignature.issuerRegExp", "containerSignature.publicKeyFile",
        "containerSignature.publicKeyHashAlgo", "containerSignature.disabled",
        "cache.oci", "cache.signingKeyPath", "cache.gsa", "cache.s3.enabled", "cache.s3.bucket", "cache.s3.endpoint", "cache.s3.region", "cache.s3.insecure",
        "cache.s3.presignedURLTTL", "cache.cdn.enabled", "cache.cdn.host", "cache.cdn.trimPrefix", "cache.schematic.capacity", "cache.schematic.negativeTTL",
        "metrics.addr", "secureBoot.enabled", "secureBoot.file.signingKeyPath", "secureBoot.file.signingCertPath", "secureBoot.file.pcrKeyPath",
        "secureBoot.azureKeyVault.url", "secureBoot.azureKeyVault.certificateName", "secureBoot.azureKeyVault.keyName",
        "secureBoot.awsKMS.keyID", "secureBoot.awsKMS.pcrKeyID", "secureBoot.awsKMS.certPath", "secureBoot.awsKMS.certARN", "secureBoot.awsKMS.region",
        "artifacts.core.registry", "artifacts.core.namespace", "artifacts.core.insecure", "artifacts.core.components.installerBase",
        "artifacts.core.components.installer", "artifacts.core.components.imager", "artifacts.core.components.extensionManifest",
        "artifacts.core.components.overlayManifest", "artifacts.core.components.talosctl",
        "artifacts.schematic", "artifacts.installer.internal", "artifacts.installer.external", "artifacts.talosVersionRecheckInterval", "artifacts.refreshInterval",
        "registry.jobs", "registry.debug", "authentication.enabled", "authentication.provider", "authentication.htpasswdPath", "authentication.auth0",
        "authentication.downloadTokenKeyPath", "authentication.downloadTokenTTL", "enterprise",
        "audit.mode", "audit.file.path", "audit.file.maxAge", "audit.file.maxSizeMB", "audit.file.maxBackups",
    ];

    /// <summary>Whether a key is upstream's, or below one of those.</summary>
    public static bool Contains(string key) => Array.Exists(All, name => key == name || key.StartsWith(name + ".", StringComparison.Ordinal));
}
