using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Assets;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Assets;

[TestFixture]
internal sealed class FolderAssetStoreTests : AssetStoreContract
{
    const int MiB = 1 << 20;

    TemporaryFolder _folder = null!;

    protected override IAssetStore Open() => new FolderAssetStore(_folder.Path);

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Never_gives_a_small_asset_that_is_damaged()
    {
        await Open().PutAsync(Id("small"), BlobSource.FromBytes(Content(1000)));
        Damage(500);

        var store = new FolderAssetStore(_folder.Path);

        Assert.That(store.TryOpen(Id("small")), Is.Null);
        Assert.That(Files(), Is.Empty, "it is built again");
    }

    [TestCase(0)]
    [TestCase(MiB + 17)]
    [TestCase((3 * MiB) - 1)]
    public async Task Never_gives_a_damaged_block_of_a_large_asset(int position)
    {
        await Open().PutAsync(Id("large"), BlobSource.FromBytes(Content(3 * MiB)));
        Damage(position);
        var store = new FolderAssetStore(_folder.Path);

        await using var asset = store.TryOpen(Id("large"));

        if (asset is not null)
        {
            var buffer = new byte[100];
            Assert.That(async () => await asset.ReadAsync(position / MiB * MiB, buffer, default), Throws.TypeOf<InvalidDataException>());
        }

        Assert.That(Files(), Is.Empty, "it is built again");
    }

    [Test]
    public async Task Takes_a_file_with_a_damaged_end_for_none([Values(1, 5, 20, 60, 120)] int fromEnd)
    {
        await Open().PutAsync(Id("end"), BlobSource.FromBytes(Content(2 * MiB)));
        Damage((int)new FileInfo(Files().Single()).Length - fromEnd);

        Assert.That(new FolderAssetStore(_folder.Path).TryOpen(Id("end")), Is.Null);
    }

    [Test]
    public async Task Takes_a_file_that_was_cut_off_for_none([Values(0, 1, 100, MiB, MiB + 50)] int length)
    {
        await Open().PutAsync(Id("cut"), BlobSource.FromBytes(Content(MiB)));
        using (var file = File.OpenWrite(Files().Single()))
        {
            file.SetLength(length);
        }

        Assert.That(new FolderAssetStore(_folder.Path).TryOpen(Id("cut")), Is.Null);
    }

    [Test]
    public async Task Does_not_give_one_asset_for_another()
    {
        await Open().PutAsync(Id("one"), BlobSource.FromBytes(Content(10)));
        var other = Path.Combine(_folder.Path, Id("other").Hex[..2], Id("other").Hex + ".asset");
        Directory.CreateDirectory(Path.GetDirectoryName(other)!);
        File.Move(Files().Single(), other);

        Assert.That(new FolderAssetStore(_folder.Path).TryOpen(Id("other")), Is.Null);
    }

    [Test]
    public async Task Notices_what_another_process_replaced_or_deleted()
    {
        var (first, second) = (new FolderAssetStore(_folder.Path), new FolderAssetStore(_folder.Path));
        await first.PutAsync(Id("x"), BlobSource.FromBytes(Content(100)));
        await using (var asset = first.TryOpen(Id("x")))
        {
            Assert.That(asset!.Length, Is.EqualTo(100));
        }

        await Task.Delay(20);
        await second.PutAsync(Id("x"), BlobSource.FromBytes(Content(200)));
        await using (var asset = first.TryOpen(Id("x")))
        {
            Assert.That(asset!.Length, Is.EqualTo(200));
        }

        File.Delete(Files().Single());
        Assert.That(first.TryOpen(Id("x")), Is.Null);
    }

    [Test]
    public async Task Deletes_what_was_not_used_for_the_longest_time_when_there_is_too_much()
    {
        var store = new FolderAssetStore(_folder.Path, maximumSize: (2 * MiB) + 2000);
        await store.PutAsync(Id("1"), BlobSource.FromBytes(Content(MiB)));
        await store.PutAsync(Id("2"), BlobSource.FromBytes(Content(MiB)));
        File.SetLastAccessTimeUtc(Files().Single(file => file.Contains(Id("1").Hex, StringComparison.Ordinal)), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await store.PutAsync(Id("3"), BlobSource.FromBytes(Content(MiB)));

        Assert.That((await store.FindAsync(Id("1")), await store.FindAsync(Id("2")) is null, await store.FindAsync(Id("3")) is null), Is.EqualTo(((StoredAsset?)null, false, false)));
    }

    [Test]
    public async Task Refuses_an_asset_that_is_larger_than_all_may_be_and_keeps_the_others()
    {
        var store = new FolderAssetStore(_folder.Path, maximumSize: MiB);
        await store.PutAsync(Id("1"), BlobSource.FromBytes(Content(100_000)));

        Assert.That(
            () => store.PutAsync(Id("2"), BlobSource.Zeros(MiB)),
            Throws.TypeOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.FactoryStoreFull), "its trailer counts too");
        await store.PutAsync(Id("3"), BlobSource.FromBytes(Content(MiB - 1000)));

        Assert.That((await store.FindAsync(Id("1")), await store.FindAsync(Id("3")) is null), Is.EqualTo(((StoredAsset?)null, false)), "what was stored last stays");
    }

    [Test]
    public async Task Keeps_no_more_small_assets_than_their_files_cost()
    {
        var store = new FolderAssetStore(_folder.Path, maximumSize: MiB);
        for (var number = 0; number < 200; number++)
        {
            await store.PutAsync(Id($"{number}"), BlobSource.FromBytes(Content(20)));
        }

        Assert.That(Files(), Has.Length.EqualTo(64));
    }

    [Test]
    public async Task Looks_at_all_files_when_it_has_stored_a_part_of_the_limit()
    {
        var (store, other) = (new FolderAssetStore(_folder.Path, maximumSize: 64 * MiB), new FolderAssetStore(_folder.Path));
        await store.PutAsync(Id("1"), BlobSource.FromBytes(Content(20)));
        await other.PutAsync(Id("2"), BlobSource.Zeros(50 * MiB));
        await other.PutAsync(Id("3"), BlobSource.Zeros(50 * MiB));

        await store.PutAsync(Id("4"), BlobSource.FromBytes(Content(20)));
        Assert.That(Files(), Has.Length.EqualTo(4));

        await store.PutAsync(Id("5"), BlobSource.FromBytes(Content(MiB)));
        Assert.That(Files().Sum(file => new FileInfo(file).Length), Is.LessThan(64 * MiB));
    }

    [Test]
    public async Task Forgets_the_content_of_small_assets_when_all_of_it_is_too_much()
    {
        var store = new FolderAssetStore(_folder.Path, 64L << 30, null, null, indexWeight: 256 * 1024);
        for (var number = 0; number < 10; number++)
        {
            await store.PutAsync(Id($"{number}"), BlobSource.FromBytes(Content(60_000)));
            await using var asset = store.TryOpen(Id($"{number}"));
            Assert.That(asset!.Length, Is.EqualTo(60_000));
        }

        // Who remembers the content does not see that.
        var first = Files().Single(file => file.Contains(Id("0").Hex, StringComparison.Ordinal));
        var modified = File.GetLastWriteTimeUtc(first);
        Damage(first, 100);
        File.SetLastWriteTimeUtc(first, modified);

        Assert.That(store.TryOpen(Id("0")), Is.Null);
    }

    [Test]
    public async Task Stores_zeros_as_holes_and_gives_them_back()
    {
        var content = BlobSource.Concat(BlobSource.FromBytes(Content(MiB)), BlobSource.Zeros(8 * MiB), BlobSource.FromBytes(Content(100)));
        await Open().PutAsync(Id("holes"), content);

        Assert.That(await ReadAsync(Open(), "holes"), Is.EqualTo(content.ToArray()));
    }

    [Test]
    public void Leaves_nothing_behind_when_storing_fails()
    {
        var store = new FolderAssetStore(_folder.Path);

        Assert.That(() => store.PutAsync(Id("fails"), new FailingSource()), Throws.TypeOf<IOException>());
        Assert.That(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories), Is.Empty);
    }

    string[] Files() => Directory.GetFiles(_folder.Path, "*.asset", SearchOption.AllDirectories);

    void Damage(int position) => Damage(Files().Single(), position);

    static void Damage(string path, int position)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = position;
        var value = file.ReadByte();
        file.Position = position;
        file.WriteByte((byte)(value ^ 0x10));
    }

    sealed class FailingSource : BlobSource
    {
        public override long Length => 2 * MiB;

        protected override void ReadCore(long offset, Span<byte> destination) => throw new IOException("The disk is gone.");
    }
}
