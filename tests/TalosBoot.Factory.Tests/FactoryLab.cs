using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests;

/// <summary>
/// One artifact registry for all tests, filled from the demo release by the script of the recordings, and sample hosts on it: real web servers on loopback.
/// </summary>
[SetUpFixture]
internal sealed class FactoryLab
{
    static readonly Lazy<TemporaryFolder> Folder = new(() => new TemporaryFolder());
    static readonly Lazy<DockerRegistry> EmptyRegistry = new(() => DockerRegistry.Start(Folder.Value));
    static readonly Lazy<string> SeededRegistry = new(Seed);
    static readonly Lazy<FactoryServer> MainServer = new(() => FactoryServer.Start(Registry, Folder.Value["main"], RecordedBehaviour));

    /// <summary>
    /// What makes ours behave as the recorded one: programs of overlays are run, there are no checksums, and Microsoft's certificates are there.
    /// </summary>
    public static string RecordedBehaviour => $$"""
        build: {runOverlayPrograms: true}
        features: {checksums: false, signatures: false}
        secureBoot: {wellKnownCertificatesFolder: '{{RepositoryPaths.Vector("uki", "certs")}}'}
        """;

    /// <summary>A registry that tests may write into.</summary>
    public static string ScratchRegistry => EmptyRegistry.Value.Host;

    /// <summary>The registry with the releases.</summary>
    public static string Registry => SeededRegistry.Value;

    /// <summary>The server with the configuration of the recordings.</summary>
    public static FactoryServer Main => MainServer.Value;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Wizard.WizardLab.StopAsync();
        await Conformance.ConformanceLab.StopAsync();
        if (MainServer.IsValueCreated)
        {
            await MainServer.Value.DisposeAsync();
        }

        if (EmptyRegistry.IsValueCreated)
        {
            EmptyRegistry.Value.Dispose();
        }

        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    static string Seed()
    {
        ForeignTool.Require("skopeo");
        var script = RepositoryPaths.Vector("real", "factory", "setup", "seed.py");
        ForeignTool.Run("python3", script, $"http://{ScratchRegistry}", DemoRelease.Folder, "--schematic-blobs");
        return ScratchRegistry;
    }
}
