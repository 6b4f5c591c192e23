using System.Net;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Client;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>The client library against the service.</summary>
[TestFixture]
internal sealed class ImageFactoryClientTests
{
    TemporaryFolder _folder = null!;
    FactoryServer _server = null!;
    ImageFactoryClient _client = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _folder = new TemporaryFolder();
        _server = FactoryServer.Start(FactoryLab.Registry, _folder["server"], usesRegistry: false);
        _client = new ImageFactoryClient(new Uri($"http://{_server.Address}"), new ImageFactoryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(10) });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder?.Dispose();
    }

    [Test]
    public async Task Creates_and_finds_schematics()
    {
        var schematic = Schematic.Parse("customization: {extraKernelArgs: [nolapic, nomodeset]}");

        var id = await _client.CreateSchematicAsync(schematic);

        Assert.That(id.Hex, Is.EqualTo("e0fb1129bbbdfb5d002e94af4cdce712a8370e850950a33a242d4c3f178c532d"));
        Assert.That(await _client.FindSchematicAsync(id), Is.EqualTo(schematic));
        Assert.That(await _client.FindSchematicAsync(SchematicId.Parse(new string('a', 64))), Is.Null);
    }

    [Test]
    public async Task Lists_what_there_is()
    {
        Assert.That(await _client.ListVersionsAsync(), Does.Contain("v1.12.0").And.Not.Contain("v1.11.1"));
        Assert.That(await _client.ListBrokenVersionsAsync(), Is.EqualTo(new[] { "v1.11.1" }));
        Assert.That((await _client.ListExtensionsAsync("v1.11.2")).Select(extension => extension.Name), Does.Contain("siderolabs/gvisor"));
        Assert.That((await _client.ListOverlaysAsync("v1.11.2"))[0].Name, Is.EqualTo("rpi_generic"));
        Assert.That(await _client.ListOverlaysAsync("v1.5.5"), Is.Empty);
        Assert.That(await _client.ListTalosctlAsync("1.12.0"), Has.Some.EndsWith("/talosctl/v1.12.0/talosctl-windows-amd64.exe"));
        Assert.That(
            () => _client.ListExtensionsAsync("v1.99.0"), Throws.TypeOf<ImageFactoryException>()
                .With.Message.EndsWith("HTTP 404: version 1.99.0 is not available").And.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.FactoryAnswer));
    }

    [Test]
    public async Task Downloads_an_asset_takes_it_up_again_and_verifies_it()
    {
        var id = await _client.CreateSchematicAsync(new Schematic());
        var path = _folder["kernel"];

        Assert.That(await _client.DownloadAsync(id, "v1.12.0", "kernel-amd64", path), Is.True);
        var whole = File.ReadAllBytes(path);
        File.Delete(path);
        await WriteBeginningAsync(id, path, whole[..1_000_000]);
        var progress = new RecordingProgress();
        Assert.That(await _client.DownloadAsync(id, "v1.12.0", "kernel-amd64", path, progress), Is.True);

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(whole));
        Assert.That(progress.Reports[0].BytesDone, Is.GreaterThan(1_000_000), "it went on where it had ended");
        Assert.That(File.Exists(path + ".part"), Is.False);
    }

    [Test]
    public async Task Does_not_keep_a_download_that_is_wrong()
    {
        var id = await _client.CreateSchematicAsync(new Schematic());
        var path = _folder["wrong"];
        await WriteBeginningAsync(id, path, new byte[1_000_000]);

        Assert.That(
            () => _client.DownloadAsync(id, "v1.12.0", "kernel-amd64", path), Throws.TypeOf<ImageFactoryException>().With.Message.Contains("Download it again"));
        Assert.That((File.Exists(path), File.Exists(path + ".part")), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task Tells_what_the_service_refuses()
    {
        var id = await _client.CreateSchematicAsync(new Schematic());
        var refusal = (await Assert.ThrowsAsync<ImageFactoryException>(() => _client.DownloadAsync(id, "v1.12.0", "metal-amd64.ssd", _folder["x"])))!;

        Assert.That((refusal.Status, refusal.IsInvalidRequest), Is.EqualTo((HttpStatusCode.BadRequest, true)));
        Assert.That(refusal.Message, Does.Contain("invalid profile path: \"metal-amd64.ssd\""));
    }

    /// <summary>Leaves what a download that broke off leaves.</summary>
    async Task WriteBeginningAsync(SchematicId id, string path, byte[] bytes)
    {
        var address = _client.AddressOf(id, "v1.12.0", "kernel-amd64");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var answer = await http.SendAsync(request);
        File.WriteAllBytes(path + ".part", bytes);
        File.WriteAllLines(path + ".part.from", [address.AbsoluteUri, answer.Headers.ETag!.ToString()]);
    }
}
