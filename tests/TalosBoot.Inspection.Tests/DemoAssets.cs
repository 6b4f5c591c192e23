using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

/// <summary>Assets of the demo release, by what they are.</summary>
sealed class DemoAssets : IDisposable
{
    public const string Schematic = "customization:\n    extraKernelArgs:\n        - net.ifnames=0\n    meta:\n        - key: 10\n          value: secret-of-the-network\n    systemExtensions:\n        officialExtensions:\n            - siderolabs/demo-hello\n";

    public const long DiskSize = 5L * 1024 * 1024 * 1024;

    readonly TalosBootEngine _engine;
    readonly List<BootAsset> _assets = [];

    public DemoAssets(string? folder = null) => _engine = TalosBootEngine.Create(options => options.Images = OciLayout.Open(folder ?? DemoRelease.Folder));

    public void Dispose()
    {
        _assets.ForEach(asset => asset.Dispose());
        _engine.Dispose();
    }

    /// <summary>Builds an asset and packs it: the content is that of the file.</summary>
    public async Task<(string Name, BlobSource Content)> BuildAsync(Func<BootAssetBuilder, BootAssetBuilder> choose)
    {
        var asset = await choose(_engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)).PlanAsync();
        _assets.Add(asset);
        return (asset.FileName, await asset.PackAsync());
    }

    /// <summary>An ISO with one more kernel argument, or none.</summary>
    public Task<(string Name, BlobSource Content)> BuildIsoAsync(BootloaderKind bootloader, string? argument = null) =>
        BuildAsync(builder => builder.Customize(custom => custom.AddKernelArgument(argument is null ? [] : [argument])
            .AddExtensionImage(DemoRelease.Reference("demo-hello", "v1.0.0"))).AsIso(bootloader));

    public static async Task<AssetReport> InspectAsync((string Name, BlobSource Content) asset, InspectionOptions? options = null)
    {
        using var source = AssetSource.FromContent(asset.Name, asset.Content);
        return await AssetInspector.InspectAsync(source, options);
    }

    public static async Task<IReadOnlyList<AssetDifference>> CompareAsync((string Name, BlobSource Content) first, (string Name, BlobSource Content) second, InspectionOptions? options = null)
    {
        using var one = AssetSource.FromContent(first.Name, first.Content);
        using var other = AssetSource.FromContent(second.Name, second.Content);
        return await AssetComparison.CompareAsync(one, other, options);
    }
}
