using TalosBoot.Factory.Registry;

namespace TalosBoot.Factory.Http;

/// <summary>The route table (factory.md 2).</summary>
internal static class FactoryRoutes
{
    static readonly string[] Get = ["GET"];
    static readonly string[] GetAndHead = ["GET", "HEAD"];
    static readonly string[] Post = ["POST"];

    public static RouteTable Create(
        SchematicEndpoints schematics, AssetEndpoints assets, PxeEndpoint pxe, ReleaseEndpoints releases, ServiceEndpoints service, RegistryEndpoints registry) => new(
    [
        new("/healthz", GetAndHead, ServiceEndpoints.CheckHealthAsync),
        new("/readyz", GetAndHead, ServiceEndpoints.CheckHealthAsync),
        new("/image/:schematic/:version/:path", GetAndHead, assets.SendAsync, isProtected: true),
        new("/pxe/:schematic/:version/:path", Get, pxe.SendAsync, isProtected: true),
        new("/schematics", Post, schematics.CreateAsync, isProtected: true),
        new("/schematics/:schematic", Get, schematics.ReadAsync, isProtected: true),
        new("/v2", GetAndHead, registry.AnswerAsync, isProtected: true),
        new("/v2/*path", GetAndHead, registry.AnswerAsync, isProtected: true),
        new("/versions", Get, releases.ListVersionsAsync),
        new("/version/:version/extensions/official", Get, releases.ListExtensionsAsync),
        new("/version/:version/overlays/official", Get, releases.ListOverlaysAsync),
        new("/talosctl/:version", Get, releases.ListTalosctlAsync),
        new("/talosctl/:version/:path", GetAndHead, releases.SendTalosctlAsync),
        new("/oci/cosign/signing-key.pub", Get, service.SendSigningKeyAsync),
        new("/secureboot/signing-cert.pem", Get, service.SendCertificateAsync),
        new("/llms.txt", Get, service.SendSummaryAsync),
        new("/", GetAndHead, service.SendPageAsync, isProtected: true),
    ]);
}
