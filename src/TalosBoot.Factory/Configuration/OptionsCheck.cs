using System.Net;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Oci;
using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Configuration;

/// <summary>What must hold of options before a service starts.</summary>
internal static partial class OptionsCheck
{
    const string HtpasswdProvider = "htpasswd";
    const string Auth0Provider = "auth0";

    /// <summary>What is wrong with options: a sentence each.</summary>
    public static IEnumerable<string> FindProblems(ImageFactoryOptions options) =>
    [
        .. HttpProblems(options.Http),
        .. BuildProblems(options.Build),
        .. RangeProblems(options),
        .. PatternProblems(options.ContainerSignature),
        .. AuthenticationProblems(options.Authentication),
        .. RepositoryProblems(options.Artifacts, options.Cache),
        .. BucketProblems(options.Cache),
        .. ClusterProblems(options.Cluster),
        .. SecureBootProblems(options.SecureBoot),
    ];

    static IEnumerable<string> HttpProblems(HttpOptions http)
    {
        foreach (var problem in UrlProblems("http.externalURL", http.ExternalUrl, isRequired: true)
            .Concat(UrlProblems("http.externalPXEURL", http.ExternalPxeUrl, isRequired: false)))
        {
            yield return problem;
        }

        foreach (var origin in http.AllowedOrigins.Where(origin => origin.Count(character => character == '*') > 1))
        {
            yield return $"http.allowedOrigins: \"{origin}\" has more than one *.";
        }
    }

    static IEnumerable<string> BuildProblems(BuildOptions build)
    {
        foreach (var (key, text) in build.BrokenTalosVersions.Select(version => ("build.brokenTalosVersions", version))
            .Prepend(("build.minTalosVersion", build.MinimumTalosVersion)))
        {
            if (!SemanticVersion.TryParse(text, out _))
            {
                yield return $"{key}: \"{text}\" is no version. Write it without v, such as 1.12.0.";
            }
        }

        foreach (var path in build.PreWarm.Where(path => path.Split('/').Length != 3))
        {
            yield return $"build.preWarm: \"{path}\" is no asset. Write it SCHEMATIC/VERSION/FILE.";
        }
    }

    static IEnumerable<string> AuthenticationProblems(AuthenticationOptions authentication)
    {
        if (authentication.Provider is not (HtpasswdProvider or Auth0Provider))
        {
            yield return $"authentication.provider must be one of [htpasswd auth0], got \"{authentication.Provider}\".";
        }
        else if (authentication is { IsEnabled: true, Provider: Auth0Provider })
        {
            yield return "authentication.provider auth0 is not supported here. Use htpasswd, or the host's own authentication.";
        }
        else if (authentication is { IsEnabled: true, PasswordFile.Length: 0 })
        {
            yield return "authentication.htpasswdPath is required when authentication.provider is \"htpasswd\".";
        }
    }

    /// <summary>What a pattern may be is decided where signatures are checked.</summary>
    static IEnumerable<string> PatternProblems(ContainerSignatureOptions signature)
    {
        foreach (var (key, pattern) in new[] { ("containerSignature.subjectRegExp", signature.SubjectPattern), ("containerSignature.issuerRegExp", signature.IssuerPattern) })
        {
            string? problem = null;
            try
            {
                _ = new SignerIdentity { SubjectPattern = pattern };
            }
            catch (ArgumentException exception)
            {
                problem = $"{key}: {exception.Message}";
            }

            if (problem is not null)
            {
                yield return problem;
            }
        }
    }

    /// <summary>Names that no registry can have, which would otherwise be told by the first request.</summary>
    static IEnumerable<string> RepositoryProblems(ArtifactOptions artifacts, CacheOptions cache)
    {
        var core = RepositoryName.Join(artifacts.CoreRegistry, artifacts.CoreNamespace);
        (string Key, RepositoryName? Name)[] names =
        [
            ("artifacts.core.registry and namespace", core.Below("component")),
            .. new[]
            {
                ("installerBase", artifacts.Components.InstallerBase), ("installer", artifacts.Components.Installer), ("imager", artifacts.Components.Imager),
                ("extensionManifest", artifacts.Components.ExtensionManifest), ("overlayManifest", artifacts.Components.OverlayManifest),
                ("talosctl", artifacts.Components.Talosctl),
            }.Select(component => ($"artifacts.core.components.{component.Item1}", (RepositoryName?)new RepositoryName("component", component.Item2))),
            ("artifacts.schematic", artifacts.Schematics), ("cache.oci", cache.Repository),
            ("artifacts.installer.internal", artifacts.Installers?.Below("installer")), ("artifacts.installer.external", artifacts.ExternalInstallers?.Below("installer")),
        ];
        return from entry in names
               where entry.Name is not null && !ImageReference.TryParse($"{entry.Name}:tag", out _)
               select $"{entry.Key}: \"{entry.Name}\" is no name of a repository.";
    }

    static IEnumerable<string> SecureBootProblems(SecureBootOptions secureBoot)
    {
        if (secureBoot is { IsEnabled: true, Signer: var signer, PcrSigner: var pcr } && (signer == new Profiles.ProfileSigner() || pcr == new Profiles.ProfileSigner()))
        {
            yield return "secureBoot.enabled needs a signing key with its certificate and a PCR key: files, a key vault, a KMS, or the address of a signer.";
        }
        else if (secureBoot is { IsEnabled: true, Signer: { SignerAddress.Length: 0, AzureVaultUrl.Length: 0, AwsKmsKeyId.Length: 0 } files }
            && (files.KeyPath.Length == 0 || files.CertPath.Length == 0))
        {
            yield return "secureBoot.file needs both signingKeyPath and signingCertPath.";
        }
    }

    static IEnumerable<string> ClusterProblems(ClusterOptions cluster)
    {
        if (cluster is { Redis.Length: > 0, PostgreSql.Length: > 0 })
        {
            yield return "cluster.redis and cluster.postgresql are both set. Services find each other in one of them.";
        }

        if (cluster is { IsOnKubernetes: true, IsEnabled: false })
        {
            yield return "cluster.kubernetes needs cluster.redis or cluster.postgresql, where pods find each other.";
        }

        if (cluster.Address.Length > 0 && !IPAddress.TryParse(cluster.Address, out _))
        {
            yield return $"cluster.address: \"{cluster.Address}\" is no IP address.";
        }
    }

    static IEnumerable<string> BucketProblems(CacheOptions cache)
    {
        var bucket = cache.Bucket;
        if (bucket.IsEnabled && cache.Repository is null)
        {
            yield return "cache.s3.enabled needs cache.oci, a repository that keeps the signed entity tags of the objects.";
        }

        if (bucket.IsEnabled && bucket.Name.Length == 0)
        {
            yield return "cache.s3.bucket is required when cache.s3.enabled.";
        }

        if (bucket.Endpoint.Contains("://", StringComparison.Ordinal))
        {
            yield return $"cache.s3.endpoint must be HOST or HOST:PORT without a scheme, got \"{bucket.Endpoint}\".";
        }

        if (bucket.IsDelivered && bucket.DeliveryHost.Length == 0)
        {
            yield return "cache.cdn.host is required when cache.cdn.enabled.";
        }

        if (bucket.IsDelivered && bucket.DeliveryTrimPrefix.Length == 0)
        {
            yield return "cache.cdn.trimPrefix is required when cache.cdn.enabled.";
        }
    }

    static IEnumerable<string> UrlProblems(string key, string text, bool isRequired)
    {
        if (text.Length == 0)
        {
            return isRequired ? [$"{key} is required."] : [];
        }

        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var scheme = colon < 0 ? string.Empty : text[..colon];
        return scheme is not ("http" or "https") ? [$"{key} must have http or https scheme, got \"{scheme}\"."]
            : !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 ? [$"{key} must have a host."]
            : [];
    }
}
