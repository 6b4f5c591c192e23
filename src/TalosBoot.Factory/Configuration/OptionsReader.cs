using TalosBoot.Factory.Options;
using TalosBoot.Profiles;

namespace TalosBoot.Factory.Configuration;

/// <summary>Fills options from settings under upstream's keys, and under our own, which <c>docs/factory/configuration.md</c> marks.</summary>
internal static class OptionsReader
{
    const string DefaultRegistry = "ghcr.io";
    const string DefaultNamespace = "siderolabs/image-factory";

    /// <summary>Keys of upstream, each with all below it, that are taken and have no effect here.</summary>
    public static IReadOnlyList<string> Ignored { get; } =
    [
        "cache.gsa", "authentication.auth0", "authentication.downloadTokenKeyPath", "authentication.downloadTokenTTL",
        "enterprise", "artifacts.refreshInterval", "registry.debug", "containerSignature.publicKeyHashAlgo", "audit.file.maxAge",
    ];

    public static ImageFactoryOptions Read(SettingsReader reader)
    {
        var options = new ImageFactoryOptions();
        ReadHttp(reader, options.Http);
        ReadBuild(reader, options.Build);
        ReadSignature(reader, options.ContainerSignature);
        ReadCache(reader, options.Cache);
        ReadBucket(reader, options.Cache.Bucket);
        ReadArtifacts(reader, options.Artifacts);
        ReadSecureBoot(reader, options.SecureBoot);
        ReadStorage(reader, options.Storage, options.Features);
        ReadCluster(reader, options.Cluster);
        options.MetricsAddress = reader.Text("metrics.addr", options.MetricsAddress);
        options.RegistryJobs = reader.Integer("registry.jobs", options.RegistryJobs);
        options.Authentication.Provider = reader.Text("authentication.provider", options.Authentication.Provider);
        options.Authentication.IsEnabled = reader.Boolean("authentication.enabled", false);
        options.Authentication.PasswordFile = reader.Text("authentication.htpasswdPath", string.Empty);
        options.Audit.Mode = reader.Text("audit.mode", string.Empty);
        options.Audit.File = reader.Text("audit.file.path", string.Empty) is { Length: > 0 } path ? path : options.Audit.File;
        options.Audit.MaximumFileMebibytes = reader.Integer("audit.file.maxSizeMB", options.Audit.MaximumFileMebibytes);
        options.Audit.MaximumBackups = reader.Integer("audit.file.maxBackups", options.Audit.MaximumBackups);
        return options;
    }

    static void ReadHttp(SettingsReader reader, HttpOptions http)
    {
        http.ListenAddress = reader.Text("http.httpListenAddr", http.ListenAddress);
        http.CertificateFile = reader.Text("http.certFile", http.CertificateFile);
        http.KeyFile = reader.Text("http.keyFile", http.KeyFile);
        http.ExternalUrl = reader.Text("http.externalURL", http.ExternalUrl);
        http.ExternalPxeUrl = reader.Text("http.externalPXEURL", http.ExternalPxeUrl);
        http.AllowedOrigins = reader.List("http.allowedOrigins", http.AllowedOrigins);
    }

    static void ReadBuild(SettingsReader reader, BuildOptions build)
    {
        build.MinimumTalosVersion = reader.Text("build.minTalosVersion", build.MinimumTalosVersion);
        build.BrokenTalosVersions = reader.List("build.brokenTalosVersions", build.BrokenTalosVersions);
        build.MaximumConcurrency = reader.Integer("build.maxConcurrency", build.MaximumConcurrency);
        build.MaximumQueueLength = reader.Integer("build.maxQueueLength", build.MaximumQueueLength);
        build.TimeLimit = reader.Duration("build.timeLimit", build.TimeLimit);
        build.RunsOverlayPrograms = reader.Boolean("build.runOverlayPrograms", false);
        build.PreWarm = reader.List("build.preWarm", build.PreWarm);
    }

    static void ReadSignature(SettingsReader reader, ContainerSignatureOptions signature)
    {
        signature.IsDisabled = reader.Boolean("containerSignature.disabled", false);
        signature.SubjectPattern = reader.Text("containerSignature.subjectRegExp", signature.SubjectPattern);
        signature.Issuer = reader.Text("containerSignature.issuer", signature.Issuer);
        signature.IssuerPattern = reader.Text("containerSignature.issuerRegExp", signature.IssuerPattern);
        signature.PublicKeyFile = reader.Text("containerSignature.publicKeyFile", signature.PublicKeyFile);
        signature.TrustedRootFile = reader.Text("containerSignature.trustedRootFile", signature.TrustedRootFile);
    }

    static void ReadCache(SettingsReader reader, CacheOptions cache)
    {
        cache.Repository = reader.Repository("cache.oci", DefaultRegistry, DefaultNamespace, "cache");
        cache.SigningKeyFile = reader.Text("cache.signingKeyPath", cache.SigningKeyFile);
        cache.SchematicCapacity = reader.Integer("cache.schematic.capacity", cache.SchematicCapacity);
        cache.SchematicNegativeLifetime = reader.Duration("cache.schematic.negativeTTL", cache.SchematicNegativeLifetime);
    }

    static void ReadBucket(SettingsReader reader, BucketOptions bucket)
    {
        bucket.IsEnabled = reader.Boolean("cache.s3.enabled", false);
        bucket.Name = reader.Text("cache.s3.bucket", bucket.Name);
        bucket.Endpoint = reader.Text("cache.s3.endpoint", bucket.Endpoint);
        bucket.Region = reader.Text("cache.s3.region", bucket.Region);
        bucket.IsInsecure = reader.Boolean("cache.s3.insecure", false);
        bucket.PresignedLifetime = reader.Duration("cache.s3.presignedURLTTL", bucket.PresignedLifetime);
        bucket.IsDelivered = reader.Boolean("cache.cdn.enabled", false);
        bucket.DeliveryHost = reader.Text("cache.cdn.host", bucket.DeliveryHost);
        bucket.DeliveryTrimPrefix = reader.Text("cache.cdn.trimPrefix", bucket.DeliveryTrimPrefix);
    }

    static void ReadArtifacts(SettingsReader reader, ArtifactOptions artifacts)
    {
        artifacts.CoreFolder = reader.Text("artifacts.core.folder", string.Empty);
        artifacts.CoreRegistry = reader.Text("artifacts.core.registry", artifacts.CoreRegistry);
        artifacts.CoreNamespace = reader.Text("artifacts.core.namespace", artifacts.CoreNamespace).Trim('/');
        artifacts.IsCoreInsecure = reader.Boolean("artifacts.core.insecure", false);
        var components = artifacts.Components;
        components.InstallerBase = reader.Text("artifacts.core.components.installerBase", components.InstallerBase);
        components.Installer = reader.Text("artifacts.core.components.installer", components.Installer);
        components.Imager = reader.Text("artifacts.core.components.imager", components.Imager);
        components.ExtensionManifest = reader.Text("artifacts.core.components.extensionManifest", components.ExtensionManifest);
        components.OverlayManifest = reader.Text("artifacts.core.components.overlayManifest", components.OverlayManifest);
        components.Talosctl = reader.Text("artifacts.core.components.talosctl", components.Talosctl);
        artifacts.Schematics = reader.Repository("artifacts.schematic", DefaultRegistry, DefaultNamespace, "schematics");
        artifacts.Installers = reader.Repository("artifacts.installer.internal", DefaultRegistry, "siderolabs", string.Empty);
        artifacts.ExternalInstallers = reader.Repository("artifacts.installer.external", string.Empty, string.Empty, string.Empty);
        artifacts.VersionRecheckInterval = reader.Duration("artifacts.talosVersionRecheckInterval", artifacts.VersionRecheckInterval);
    }

    static void ReadSecureBoot(SettingsReader reader, SecureBootOptions secureBoot)
    {
        secureBoot.IsEnabled = reader.Boolean("secureBoot.enabled", false);
        secureBoot.CertificateFile = reader.Text("secureBoot.certificateFile", string.Empty);
        var vault = reader.Text("secureBoot.azureKeyVault.url", string.Empty);
        var region = reader.Text("secureBoot.awsKMS.region", string.Empty);
        var address = reader.Text("secureBoot.signerAddress", string.Empty);
        secureBoot.WellKnownCertificatesFolder = reader.Text("secureBoot.wellKnownCertificatesFolder", string.Empty);
        secureBoot.Signer = new ProfileSigner
        {
            KeyPath = reader.Text("secureBoot.file.signingKeyPath", string.Empty),
            CertPath = reader.Text("secureBoot.file.signingCertPath", string.Empty),
            AzureVaultUrl = vault,
            AzureCertificateId = reader.Text("secureBoot.azureKeyVault.certificateName", string.Empty),
            AwsKmsKeyId = reader.Text("secureBoot.awsKMS.keyID", string.Empty),
            AwsRegion = region,
            AwsCertPath = reader.Text("secureBoot.awsKMS.certPath", string.Empty),
            AwsCertArn = reader.Text("secureBoot.awsKMS.certARN", string.Empty),
            SignerAddress = address,
        };
        secureBoot.PcrSigner = new ProfileSigner
        {
            KeyPath = reader.Text("secureBoot.file.pcrKeyPath", string.Empty),
            AzureVaultUrl = vault,
            AzureKeyId = reader.Text("secureBoot.azureKeyVault.keyName", string.Empty),
            AwsKmsKeyId = reader.Text("secureBoot.awsKMS.pcrKeyID", string.Empty),
            AwsRegion = region,
            SignerAddress = reader.Text("secureBoot.pcrSignerAddress", address),
        };
    }

    static void ReadStorage(SettingsReader reader, StorageOptions storage, FeatureOptions features)
    {
        storage.Folder = reader.Text("storage.folder", storage.Folder);
        storage.MaximumAssetSize = reader.Long("storage.maxAssetSize", storage.MaximumAssetSize);
        storage.MaximumSchematicSize = reader.Long("storage.maxSchematicSize", storage.MaximumSchematicSize);
        storage.MaximumDownloadSize = reader.Long("storage.maxDownloadSize", storage.MaximumDownloadSize);
        features.HasChecksums = reader.Boolean("features.checksums", features.HasChecksums);
        features.HasSignatures = reader.Boolean("features.signatures", features.HasSignatures);
        features.MaximumSchematicLength = reader.Integer("features.maxSchematicLength", features.MaximumSchematicLength);
    }

    static void ReadCluster(SettingsReader reader, ClusterOptions cluster)
    {
        cluster.Redis = reader.Text("cluster.redis", string.Empty);
        cluster.PostgreSql = reader.Text("cluster.postgresql", string.Empty);
        cluster.Name = reader.Text("cluster.name", cluster.Name);
        cluster.Address = reader.Text("cluster.address", string.Empty);
        cluster.Port = reader.Integer("cluster.port", cluster.Port);
        cluster.IsOnKubernetes = reader.Boolean("cluster.kubernetes", false);
    }
}
