using TalosBoot.Core.Content;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Fidelity;

/// <summary>
/// The digests of assets that are made of inputs which never change. A change of one is a change of bytes that users have: it needs a reason, which
/// the commit that changes the number tells.
/// </summary>
[NonParallelizable]
public sealed class AssetDigestTests
{
    TemporaryFolder _inputs = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void CreateInputs()
    {
        _inputs = RealInputs.Create();
        _engine = TalosBootEngine.Create(options => options.Splash = BlobSource.FromFile(_inputs["splash.bmp"]));
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _inputs?.Dispose();
    }

    [TestCaseSource(typeof(PinnedAssets), nameof(PinnedAssets.All))]
    public async Task An_asset_has_the_bytes_that_it_always_had(PinnedAsset pinned)
    {
        using var asset = await _engine.CreateAsset(ProfileReader.Read(pinned.ToProfile(_inputs.Path))).PlanAsync();
        Assert.That(Digest.Sha256(await asset.PackAsync()).Hex, Is.EqualTo(pinned.Sha256), pinned.ToString());
    }
}
