using Amazon.S3.Model;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.S3;
using TalosBoot.Factory.Tests.Assets;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.S3;

/// <summary>The store in a bucket of a real S3 server.</summary>
[TestFixture]
internal sealed class S3AssetStoreTests : AssetStoreContract
{
    const string Bucket = "image-factory";

    readonly TemporaryFolder _folder = new();
    readonly MemoryAssetStore _tags = new();
    readonly List<S3AssetStore> _stores = [];
    SwiftServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await SwiftServer.StartAsync(_folder["swift"], Bucket);

    [OneTimeTearDown]
    public void Stop()
    {
        _stores.ForEach(store => store.Dispose());
        _server?.Dispose();
        _folder.Dispose();
    }

    protected override IAssetStore Open() => Open(new BucketOptions());

    [Test]
    public async Task Sends_clients_to_an_address_that_ends()
    {
        var store = Open(new BucketOptions());
        await store.PutAsync(Id("address"), BlobSource.FromBytes(Content(70_000)));
        var address = await store.FindAddressAsync(Id("address"), "metal-amd64.iso", "application/x-iso9660-image");

        var (file, head) = (_folder["fetched"], _folder["head"]);
        ForeignTool.Run("curl", "--silent", "--fail", "--dump-header", head, "--output", file, address!.AbsoluteUri);
        Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(Content(70_000)));
        Assert.That(await File.ReadAllTextAsync(head), Does.Contain("attachment; filename=\"metal-amd64.iso\"").And.Contain("application/x-iso9660-image"));

        var shortLived = await Open(new BucketOptions { PresignedLifetime = TimeSpan.FromSeconds(1) }).FindAddressAsync(Id("address"), "a", "b");
        Assert.That(() => StatusOf(shortLived!), Is.EqualTo("403").After(30_000, 200));
        Assert.That(StatusOf(address), Is.EqualTo("200"), "that of the other one is longer");

        string StatusOf(Uri url) => ForeignTool.Run("curl", "--silent", "--output", file, "--write-out", "%{http_code}", url.AbsoluteUri).Output.Trim();
    }

    [Test]
    public async Task Knows_no_address_of_what_it_has_not() =>
        Assert.That(await Open(new BucketOptions()).FindAddressAsync(Id("nowhere"), "a", "b"), Is.Null);

    [Test]
    public async Task Sends_clients_to_a_delivery_network()
    {
        var store = Open(new BucketOptions { IsDelivered = true, DeliveryHost = "cdn.example.com", DeliveryTrimPrefix = $"/{Bucket}" });
        await store.PutAsync(Id("delivered"), BlobSource.FromBytes(Content(10)));
        var address = await store.FindAddressAsync(Id("delivered"), "a.iso", "application/x-iso9660-image");

        Assert.That(address!.GetLeftPart(UriPartial.Path), Is.EqualTo($"https://cdn.example.com/assets/{Id("delivered").Hex}"));
        Assert.That(address.Query, Does.Contain("X-Amz-Signature="));
    }

    [Test]
    public async Task An_object_that_somebody_changed_is_missing()
    {
        var store = Open(new BucketOptions());
        await store.PutAsync(Id("changed"), BlobSource.FromBytes(Content(100)));
        var found = await store.FindAsync(Id("changed"));
        await PutAsync(Id("changed"), Content(99), "attachment");

        Assert.That(await store.FindAsync(Id("changed")), Is.Null);
        Assert.That(async () => await found!.OpenAsync(default), Throws.InstanceOf<Amazon.S3.AmazonS3Exception>(), "It was changed after it was found.");
    }

    [Test]
    public async Task An_object_without_the_metadata_of_an_asset_is_missing()
    {
        var tag = await PutAsync(Id("bare"), Content(100), disposition: null);
        await _tags.PutAsync(Id("bare"), BlobSource.FromText($"{{\"etag\":\"{tag}\"}}"));

        Assert.That(await Open().FindAsync(Id("bare")), Is.Null);
    }

    [TestCase("")]
    [TestCase("no json")]
    [TestCase("[]")]
    [TestCase("{\"etag\":1}")]
    public async Task An_entry_that_is_none_counts_as_missing(string entry)
    {
        await _tags.PutAsync(Id($"entry {entry}"), BlobSource.FromText(entry));
        Assert.That(await Open().FindAsync(Id($"entry {entry}")), Is.Null);
    }

    [Test]
    public async Task An_object_that_is_gone_is_missing()
    {
        var store = Open(new BucketOptions());
        await store.PutAsync(Id("gone"), BlobSource.FromBytes(Content(100)));
        using var client = _server.CreateClient();
        await client.DeleteObjectAsync(Bucket, $"assets/{Id("gone").Hex}");

        Assert.That(await store.FindAsync(Id("gone")), Is.Null);
    }

    [Test]
    public async Task Asset_of_several_parts_comes_back()
    {
        var (store, content) = (Open(), Content(40 << 20));
        await store.PutAsync(Id("large"), BlobSource.FromBytes(content));
        Assert.That(await ReadAsync(store, "large"), Is.EqualTo(content));
    }

    [Test]
    public async Task An_upload_that_is_cancelled_leaves_no_asset()
    {
        using var stop = new CancellationTokenSource();
        var content = new ObservedSource(BlobSource.FromBytes(Content(40 << 20)), (offset, _) =>
        {
            if (offset > 20 << 20)
            {
                stop.Cancel();
            }
        });
        Assert.That(async () => await Open().PutAsync(Id("cancelled"), content, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Open().FindAsync(Id("cancelled")), Is.Null);
        using var client = _server.CreateClient();
        var rest = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket });
        Assert.That(rest.MultipartUploads ?? [], Is.Empty);
    }

    [Test]
    public async Task What_a_killed_process_left_of_an_upload_is_no_asset_and_in_nobodys_way()
    {
        using var client = _server.CreateClient();
        var key = $"assets/{Id("killed").Hex}";
        var begun = await client.InitiateMultipartUploadAsync(Bucket, key);
        await client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = key,
            UploadId = begun.UploadId,
            PartNumber = 1,
            PartSize = 6 << 20,
            InputStream = new MemoryStream(Content(6 << 20)),
            UseChunkEncoding = false,
        });

        Assert.That(await Open().FindAsync(Id("killed")), Is.Null);
        await Open().PutAsync(Id("killed"), BlobSource.FromBytes(Content(20 << 20)));
        Assert.That(await ReadAsync(Open(), "killed"), Is.EqualTo(Content(20 << 20)));
        await client.AbortMultipartUploadAsync(Bucket, key, begun.UploadId);
    }

    S3AssetStore Open(BucketOptions options)
    {
        (options.Name, options.Endpoint, options.IsInsecure) = (Bucket, _server.Endpoint, true);
        var store = new S3AssetStore(options, _tags, SwiftServer.Credentials);
        _stores.Add(store);
        return store;
    }

    async Task<string> PutAsync(Digest identity, byte[] content, string? disposition)
    {
        using var client = _server.CreateClient();
        var request = new PutObjectRequest { BucketName = Bucket, Key = $"assets/{identity.Hex}", InputStream = new MemoryStream(content), UseChunkEncoding = false };
        if (disposition is not null)
        {
            request.Headers.ContentDisposition = disposition;
        }

        return (await client.PutObjectAsync(request)).ETag.Trim('"');
    }
}
