using TalosBoot.Factory.Assets;

namespace TalosBoot.Factory.Tests.Assets;

[TestFixture]
internal sealed class MemoryAssetStoreTests : AssetStoreContract
{
    readonly MemoryAssetStore _store = new();

    protected override IAssetStore Open() => _store;
}
