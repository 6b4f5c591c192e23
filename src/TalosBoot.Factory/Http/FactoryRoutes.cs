using TalosBoot.Factory.Registry;
using TalosBoot.Factory.Wizard;
using TalosBoot.Factory.Wizard.Files;

namespace TalosBoot.Factory.Http;

/// <summary>The route table (docs/formats/factory.md).</summary>
internal static class FactoryRoutes
{
    static readonly string[] Get = ["GET"];
    static readonly string[] GetAndHead = ["GET", "HEAD"];
    static readonly string[] Post = ["POST"];
    static readonly string[] GetAndPost = ["GET", "POST"];

    public static RouteTable Create(
        SchematicEndpoints schematics, AssetEndpoints assets, PxeEndpoint pxe, ReleaseEndpoints releases, ServiceEndpoints service, RegistryEndpoints registry,
        WizardEndpoints wizard) => new(
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
        new("/", GetAndHead, wizard.SendPageAsync, isProtected: true),
        new("/ui/wizard", Post, wizard.SubmitAsync, isProtected: true),
        new("/ui/import", GetAndPost, wizard.ImportAsync, isProtected: true),
        new("/ui/compare", Get, wizard.CompareAsync, isProtected: true),
        new("/css/*path", Get, WizardFiles.SendAsync),
        new("/js/*path", Get, WizardFiles.SendAsync),
        new("/favicons/*path", Get, WizardFiles.SendAsync),
    ]);
}
