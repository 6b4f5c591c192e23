using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>Assets of the demo release with its three extensions, as a user would build them.</summary>
static class DemoAssets
{
    public static readonly string[] Extensions =
    [
        DemoRelease.Reference("demo-hello", "v1.0.0"),
        DemoRelease.Reference("demo-tools", "v1.0.0"),
        DemoRelease.Reference("demo-ucode", "v1.0.0"),
    ];

    public static TalosBootEngine CreateEngine() => TalosBootEngine.Create(options => options.Images = OciLayout.Open(DemoRelease.Folder));

    public static BootAssetBuilder WithExtensions(TalosBootEngine engine, Architecture architecture = Architecture.Amd64) => engine.CreateAsset()
        .ForTalos(DemoRelease.Version)
        .ForArchitecture(architecture)
        .Customize(custom => custom.AddKernelArgument("net.ifnames=0", "demo.answer=42").AddExtensionImage(Extensions));
}
