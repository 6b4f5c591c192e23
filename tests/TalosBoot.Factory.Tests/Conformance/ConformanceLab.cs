using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Conformance;

/// <summary>
/// The server of the conformance list (factory.md 18.1), on the registry of the recordings: Secure Boot with keys in files, a folder that nothing else fills, and
/// two names, so that scripts of PXE name another host than assets are asked under. The versions are those of the registry.
/// </summary>
internal static class ConformanceLab
{
    public const string ExternalUrl = "http://127.0.0.1:8080";
    public const string PxeUrl = "http://localhost:8080";

    static readonly Lazy<TemporaryFolder> Folder = new(() => new TemporaryFolder());
    static readonly Lazy<FactoryServer> MainServer = new(Start);

    public static FactoryServer Server => MainServer.Value;

    /// <summary>The identifiers that the list gives for its schematics, and what they are made of.</summary>
    public static IReadOnlyDictionary<string, (string Text, string? Id)> Schematics { get; } = new Dictionary<string, (string, string?)>
    {
        ["S0"] = ("{}", "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"),
        ["SA"] = ("customization: {extraKernelArgs: [nolapic, nomodeset]}", "e0fb1129bbbdfb5d002e94af4cdce712a8370e850950a33a242d4c3f178c532d"),
        ["SE"] = ("customization: {systemExtensions: {officialExtensions: [siderolabs/amd-ucode, siderolabs/gvisor, siderolabs/gasket-driver]}}", "51ff3e49313773332729a5c04e57af0dbe2e6d3f65ff638e6d4c3a05065fefff"),
        ["SM"] = ("customization: {meta: [{key: 10, value: '{\"externalIPs\":[\"1.2.3.4\"]}'}]}", "fe866116408a5a13dab7d5003eb57a00954ea81ebeec3fbbcd1a6d4462a00036"),
        ["SO"] = ("overlay: {image: siderolabs/sbc-raspberrypi, name: rpi_generic}", "ee21ef4a5ef808a9b7484cc0dda0f25075021691c8c09a276591eedb638ea1f9"),
        ["SODEMO"] = ("overlay: {image: siderolabs/sbc-demo, name: demo}", "edb66a30c6b03f197d7f080e3bc0da1e9eff7c8233e526eb59882dffa59a4c4c"),
        ["SW"] = ("customization: {secureboot: {includeWellKnownCertificates: true}}", "fa8e05f142a851d3ee568eb0a8e5841eaf6b0ebc8df9a63df16ac5ed2c04f3e6"),
        ["SG"] = ("customization: {bootloader: grub}", "39d496b2cbdb6265d3b714514c5334bf010f1b4d31b23b9e38c80fb2f3ad7ecb"),
        ["SD"] = ("customization: {bootloader: sd-boot}", "9ed5fecdacb36b5c5427b87d409f1065cfb2df69b0f71c58b868d9d466d8dab3"),
        ["SC"] = ("customization: {embeddedMachineConfiguration: 'apiVersion: v1alpha1/nkind: HostnameConfig/nhostname: my-custom-hostname/nauto: off'}", null),
        ["S4"] = ("customization: {diskImage: {sectorSize: 4096}}", "92833e9ddd9bb9e11b2464fa5525429f01866306d52ebd882ee08d7918f6d1ea"),
        ["SX"] = ("customization: {systemExtensions: {officialExtensions: [extension-testing/my-extension]}}", "9414259a4d71e1c9ab92bfaf673f83ac85afe39839ed91e28ca6e1177f576437"),
    };

    public static Task<string> CreateAsync(string name) => Server.CreateSchematicAsync(Schematics[name].Text);

    public static async Task StopAsync()
    {
        if (MainServer.IsValueCreated)
        {
            await MainServer.Value.DisposeAsync();
        }

        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    static FactoryServer Start()
    {
        var keys = RepositoryPaths.Vector("real", "factory", "setup", "keys");
        return FactoryServer.Start(
            FactoryLab.Registry, Folder.Value["conformance"],
            [
                FactoryLab.RecordedBehaviour,
                $$"""
                http: {externalURL: {{ExternalUrl}}/, externalPXEURL: {{PxeUrl}}/}
                secureBoot:
                  enabled: true
                  file: {signingKeyPath: {{keys}}/sb-key.pem, signingCertPath: {{keys}}/sb-cert.pem, pcrKeyPath: {{keys}}/pcr-key.pem}
                """,
            ], usesRegistry: false);
    }
}
