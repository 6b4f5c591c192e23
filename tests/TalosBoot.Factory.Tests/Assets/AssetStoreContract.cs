using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;

namespace TalosBoot.Factory.Tests.Assets;

/// <summary>What every store of assets must do.</summary>
internal abstract class AssetStoreContract
{
    protected abstract IAssetStore Open();

    [Test]
    public async Task Knows_nothing_of_what_was_not_stored() => Assert.That(await Open().FindAsync(Id("unknown")), Is.Null);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(65_536)]
    [TestCase(65_537)]
    [TestCase(1 << 20)]
    [TestCase((1 << 20) + 1)]
    [TestCase(3 << 20)]
    public async Task Gives_back_what_was_stored(int length)
    {
        var (store, content) = (Open(), Content(length));
        await store.PutAsync(Id($"length {length}"), BlobSource.FromBytes(content));

        Assert.That(await ReadAsync(store, $"length {length}"), Is.EqualTo(content));
    }

    [Test]
    public async Task Replaces_what_is_stored_again()
    {
        var store = Open();
        await store.PutAsync(Id("again"), BlobSource.FromBytes(Content(10)));
        await store.PutAsync(Id("again"), BlobSource.FromBytes(Content(20)));

        Assert.That(await ReadAsync(store, "again"), Is.EqualTo(Content(20)));
    }

    protected static Digest Id(string name) => Digest.Sha256(System.Text.Encoding.UTF8.GetBytes(name));

    protected static byte[] Content(int length)
    {
        var content = new byte[length];
        for (var index = 0; index < length; index++)
        {
            content[index] = (byte)((index * 2654435761) >> 13);
        }

        return content;
    }

    protected static async Task<byte[]> ReadAsync(IAssetStore store, string name)
    {
        var found = await store.FindAsync(Id(name));
        Assert.That(found, Is.Not.Null);
        using var memory = new MemoryStream();
        await using var stream = await found!.OpenAsync(default);
        await stream.CopyToAsync(memory);
        Assert.That(memory.Length, Is.EqualTo(found.Length));
        return memory.ToArray();
    }
}
