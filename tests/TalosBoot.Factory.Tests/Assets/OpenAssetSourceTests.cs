using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Assets;

[ContractOf("OpenAssetSource")]
public sealed class OpenAssetSourceTests : BlobSourceContract
{
    readonly TemporaryFolder _folder = new();
    readonly List<OpenAsset> _assets = [];

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        foreach (var asset in _assets)
        {
            await asset.DisposeAsync();
        }

        _folder.Dispose();
    }

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(2_500_000);
        var identity = Digest.Sha256("asset"u8);
        var store = new FolderAssetStore(_folder.Path);
        store.PutAsync(identity, BlobSource.FromBytes(bytes)).GetAwaiter().GetResult();
        var asset = store.TryOpen(identity)!;
        _assets.Add(asset);
        return (new OpenAssetSource(asset), bytes);
    }
}
