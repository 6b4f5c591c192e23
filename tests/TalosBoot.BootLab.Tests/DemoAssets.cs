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

    /// <param name="imager">The imager image for whatever version; null for that of the version.</param>
    public static TalosBootEngine CreateEngine(string? imager = null) => TalosBootEngine.Create(options =>
    {
        options.Images = OciLayout.Open(DemoRelease.Folder);
        options.ImagerImage = imager ?? options.ImagerImage;
    });

    public static BootAssetBuilder WithExtensions(TalosBootEngine engine, Architecture architecture = Architecture.Amd64) => engine.CreateAsset()
        .ForTalos(DemoRelease.Version)
        .ForArchitecture(architecture)
        .Customize(custom => custom.AddKernelArgument("net.ifnames=0", "demo.answer=42").AddExtensionImage(Extensions));
}
