using System.Net;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Releases;

/// <summary>Releases in a folder, a layout or a bundle: the same assets as from a registry, and no registry is asked.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class ReleaseFolderTests(bool isBundle)
{
    const string Schematic = "customization: {systemExtensions: {officialExtensions: [siderolabs/demo-hello]}}";

    TemporaryFolder _folder = null!;
    FactoryServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        var releases = DemoRelease.Folder;
        if (isBundle)
        {
            var layout = OciLayout.Open(releases);
            await (await ImageCacheBuilder.BuildAsync(layout, layout.References)).WriteToFolderAsync(releases = _folder["bundle"]);
        }

        // Nothing listens on port 1.
        _server = FactoryServer.Start(
            "127.0.0.1:1", _folder["server"], $"artifacts: {{core: {{folder: '{releases}', registry: ghcr.io, insecure: false}}}}", usesRegistry: false);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        // Without upstream's vectors, the server was not started.
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    [TestCase("initramfs-amd64.xz")]
    [TestCase("cmdline-metal-arm64")]
    public async Task Assets_are_those_of_the_registry(string asset)
    {
        var id = await _server.CreateSchematicAsync(Schematic);
        var path = $"/image/{await FactoryLab.Main.CreateSchematicAsync(Schematic)}/v1.12.0/{asset}";
        var expected = await FactoryLab.Main.Http.GetByteArrayAsync(path);
        Assert.That((await _server.Http.GetByteArrayAsync($"/image/{id}/v1.12.0/{asset}")).AsSpan().SequenceEqual(expected));
    }

    [Test]
    public async Task Versions_are_the_tags_of_the_imager() =>
        Assert.That(await _server.Http.GetStringAsync("/versions"), Does.Contain("\"v1.12.0\"").And.Contain("\"v1.3.7\""));

    [Test]
    public async Task An_installer_is_made_of_the_base_by_digest()
    {
        var id = await _server.CreateSchematicAsync(Schematic);
        using var answer = await _server.Http.GetAsync($"/v2/metal-installer/{id}/manifests/v1.12.0");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_version_that_the_folder_lacks_is_not_there()
    {
        var id = await _server.CreateSchematicAsync(Schematic);
        using var answer = await _server.Http.GetAsync($"/image/{id}/v1.6.1/kernel-amd64");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public void A_folder_without_images_ends_the_start() => Assert.That(
        () => FactoryServer.Start("127.0.0.1:1", _folder["other"], $"artifacts: {{core: {{folder: '{_folder["nothing"]}'}}}}", usesRegistry: false),
        Throws.Exception.With.Message.Contains("TB2005").Or.Message.Contains("index.json"));
}
