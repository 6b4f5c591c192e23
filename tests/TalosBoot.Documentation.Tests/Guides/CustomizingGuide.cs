using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Documentation.Tests.Guides;

/// <summary>The programs of the guides on extensions, kernel arguments, META values and schematics.</summary>
sealed class CustomizingGuide
{
    [Test]
    public async Task Extensions()
    {
        await using var talos = GuideEngine.Create();

        #region extensions
        using var asset = await talos.CreateAsset()
            .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).ForPlatform("metal")
            .Customize(custom => custom
                .AddExtension("siderolabs/gvisor", "siderolabs/intel-ucode")              // official, by name: the release's catalog knows the image
                .AddExtensionImage("ghcr.io/siderolabs/demo-hello:v1.0.0"))               // any image, by reference
            .AsInitramfs()
            .PlanAsync();

        foreach (var input in asset.Inputs)
        {
            Console.WriteLine($"{input.Name} {input.Digest}");
        }
        #endregion

        Assert.That(asset.Inputs.Select(input => input.Name), Has.Some.Contains("gvisor").And.Some.Contains("demo-hello"));
    }

    [Test]
    public async Task Arguments_and_meta()
    {
        await using var talos = GuideEngine.Create();

        #region arguments
        using var asset = await talos.CreateAsset()
            .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).ForPlatform("metal")
            .Customize(custom => custom
                .AddKernelArgument("-console", "console=ttyS1", "net.ifnames=0")          // a minus takes a default argument away
                .AddMetaValue(0x0a, "{\"addresses\":[]}"))                                // network configuration, read by Talos before it has a network
            .AsIso()
            .PlanAsync();

        Console.WriteLine(asset.KernelCommandLine);
        #endregion

        Assert.That(asset.KernelCommandLine, Does.Contain("console=ttyS1").And.Not.Contains("console=tty0").And.Contains("talos.environment=INSTALLER_META_BASE64="));
    }

    [Test]
    public async Task Schematic_to_asset()
    {
        await using var talos = GuideEngine.Create();

        #region schematic
        var schematic = Schematic.Parse("""
            customization:
              extraKernelArgs: [net.ifnames=0]
              systemExtensions:
                officialExtensions: [siderolabs/gvisor]
            """);
        Console.WriteLine(schematic.Id());                                                // the ID that an Image Factory answers

        using var asset = await talos.CreateAsset()
            .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).ForPlatform("metal")
            .UseSchematic(schematic)
            .AsDiskImage().PackagedAs(OutFormat.Zst)
            .PlanAsync();
        #endregion

        Assert.That(asset.SchematicId, Is.EqualTo(schematic.Id()));
        Assert.That(asset.FileName, Does.EndWith(".raw.zst"));
    }

    [Test]
    public async Task Profile_documents()
    {
        await using var talos = GuideEngine.Create();

        #region profile
        var profile = ProfileReader.Read("""
            arch: arm64
            platform: metal
            version: v1.12.0
            output: {kind: iso, outFormat: raw}
            """);
        var request = await talos.CreateAsset(profile).ResolveAsync();
        Console.WriteLine(ProfileWriter.Write(request.Profile));         // with every default filled in

        using var asset = await request.PlanAsync();
        #endregion

        Assert.That(asset.FileName, Is.EqualTo("metal-arm64.iso"));
    }
}
