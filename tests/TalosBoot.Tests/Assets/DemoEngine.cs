using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>Engines over the demo release. They remember work for each other; tests of what is done, and not of what comes out, take the cache away.</summary>
static class DemoEngine
{
    public static TalosBootEngine Create(Action<TalosBootOptions>? configure = null) => TalosBootEngine.Create(options =>
    {
        options.Images = OciLayout.Open(DemoRelease.Folder);
        options.CacheDirectory = SharedWork.Folder;
        configure?.Invoke(options);
    });

    public static BootAssetBuilder WithExtensions(TalosBootEngine engine) => engine.CreateAsset()
        .ForTalos(DemoRelease.Version)
        .ForArchitecture(Architecture.Amd64)
        .Customize(custom => custom.AddKernelArgument("net.ifnames=0").AddExtensionImage(
            DemoRelease.Reference("demo-hello", "v1.0.0"), DemoRelease.Reference("demo-tools", "v1.0.0"), DemoRelease.Reference("demo-ucode", "v1.0.0")));
}
