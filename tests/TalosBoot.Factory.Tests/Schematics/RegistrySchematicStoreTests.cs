using TalosBoot.Factory.Options;
using TalosBoot.Factory.Schematics;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Factory.Tests.Schematics;

/// <summary>Against Debian's docker-registry.</summary>
[TestFixture]
internal sealed class RegistrySchematicStoreTests : SchematicStoreContract
{
    readonly RegistryClient _client = new();

    protected override ISchematicRepository Open() => new RegistrySchematicStore(_client, new RepositoryName(FactoryLab.ScratchRegistry, "test/schematics"));

    [OneTimeTearDown]
    public void Disconnect() => _client.Dispose();

    [Test]
    public async Task Writes_the_manifest_and_the_config_that_upstream_writes()
    {
        var text = "customization: {}\n"u8.ToArray();
        await Open().PutAsync(IdOf(text), text);

        using var http = new HttpClient { BaseAddress = new Uri($"http://{FactoryLab.ScratchRegistry}/v2/test/schematics/") };
        using var request = new HttpRequestMessage(HttpMethod.Get, "manifests/376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba");
        request.Headers.Accept.ParseAdd("application/vnd.docker.distribution.manifest.v2+json");
        using var answer = await http.SendAsync(request);

        // The texts of the recordings (README, Registry).
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(
            """{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":233,"digest":"sha256:a1318fc1f6a4c25b7b7507e2144e1fd78c8226bd639d823677eb2f8ed93e6cae"},"layers":[{"mediaType":"application/vnd.sidero.dev-image.schematic","size":18,"digest":"sha256:376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"}]}"""));
        Assert.That(
            await http.GetStringAsync(new Uri("blobs/sha256:a1318fc1f6a4c25b7b7507e2144e1fd78c8226bd639d823677eb2f8ed93e6cae", UriKind.Relative)),
            Does.StartWith("""{"architecture":"","created":"0001-01-01T00:00:00Z","history":[{"created":"0001-01-01T00:00:00Z"}],"os":"","rootfs":"""));
    }
}
