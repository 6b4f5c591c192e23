using System.Net;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Configuration;

/// <summary>What must hold of options before a service starts.</summary>
internal static class OptionsCheck
{
    /// <summary>Checks options that were read, and what their sources say besides.</summary>
    public static void Check(ImageFactoryOptions options, SettingsReader reader)
    {
        reader.Problems.AddRange(FindProblems(options));
        if (reader.Text("authentication.provider", "htpasswd") is var provider && provider is not ("htpasswd" or "auth0"))
        {
            reader.Problems.Add($"authentication.provider must be one of [htpasswd auth0], got \"{provider}\".");
        }
        else if (options.Authentication.IsEnabled && provider == "auth0")
        {
            reader.Problems.Add("authentication.provider auth0 is not supported here. Use htpasswd, or the host's own authentication.");
        }
    }

    public static IEnumerable<string> FindProblems(ImageFactoryOptions options)
    {
        foreach (var problem in UrlProblems("http.externalURL", options.Http.ExternalUrl, isRequired: true)
            .Concat(UrlProblems("http.externalPXEURL", options.Http.ExternalPxeUrl, isRequired: false)))
        {
            yield return problem;
        }

        if (options.RegistryJobs is not 0 and < 64)
        {
            yield return $"registry.jobs must be >= 64 if set, got {options.RegistryJobs}.";
        }

        if (options.Build.MaximumConcurrency < 1)
        {
            yield return $"build.maxConcurrency must be 1 or more, got {options.Build.MaximumConcurrency}.";
        }

        foreach (var (key, text) in options.Build.BrokenTalosVersions.Select(version => ("build.brokenTalosVersions", version))
            .Prepend(("build.minTalosVersion", options.Build.MinimumTalosVersion)))
        {
            if (!SemanticVersion.TryParse(text, out _))
            {
                yield return $"{key}: \"{text}\" is no version. Write it without v, such as 1.12.0.";
            }
        }

        if (options.Audit.Mode is not ("" or "file" or "log"))
        {
            yield return $"audit.mode must be one of [ file log], got \"{options.Audit.Mode}\".";
        }

        if (options.Authentication is { IsEnabled: true, PasswordFile.Length: 0 })
        {
            yield return "authentication.htpasswdPath is required when authentication.provider is \"htpasswd\".";
        }

        foreach (var problem in BucketProblems(options.Cache).Concat(ClusterProblems(options.Cluster)))
        {
            yield return problem;
        }

        if (options.SecureBoot is { IsEnabled: true, Signer: var signer, PcrSigner: var pcr } && (signer == new Profiles.ProfileSigner() || pcr == new Profiles.ProfileSigner()))
        {
            yield return "secureBoot.enabled needs a signing key with its certificate and a PCR key: files, a key vault, a KMS, or the address of a signer.";
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

        if (cluster.Port is < 1 or > ushort.MaxValue)
        {
            yield return $"cluster.port must be between 1 and {ushort.MaxValue}, got {cluster.Port}.";
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

        // Signatures of the service are good for a week at most.
        if (bucket.PresignedLifetime <= TimeSpan.Zero || bucket.PresignedLifetime > TimeSpan.FromDays(7))
        {
            yield return $"cache.s3.presignedURLTTL must be more than 0 and at most 168h, got {bucket.PresignedLifetime}.";
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
