using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Decides on certificates of servers: those of the system, the additional authorities, and hosts of which any is accepted.</summary>
internal sealed class CertificateRules(RegistryOptions options)
{
    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public bool IsInsecure(string host) =>
        options.IsInsecure || options.InsecureRegistries.Any(entry => string.Equals(entry, host, StringComparison.OrdinalIgnoreCase));

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
        || (sender is SslStream { TargetHostName: { Length: > 0 } host } && IsInsecureName(host))
        || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 leaf && IsTrusted(leaf, chain));

    /// <summary>TLS knows names without ports.</summary>
    bool IsInsecureName(string name) =>
        options.IsInsecure || options.InsecureRegistries.Any(entry =>
            RegistryScheme.TryReadAddress(null, "https://" + entry, out var uri) && string.Equals(uri.IdnHost, name, StringComparison.OrdinalIgnoreCase));

    bool IsTrusted(X509Certificate2 leaf, X509Chain? sent)
    {
        if (options.CertificateAuthorities is not { Count: > 0 } authorities)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(leaf);
    }
}
