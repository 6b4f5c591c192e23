using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>A registry that upstream's service filled is read by ours, and ours writes as that one does.</summary>
[TestFixture]
internal sealed class InterchangeTests
{
    const string NoReleases = "artifacts:\n  core: {registry: 'registry.invalid:5000', insecure: false}\n";

    // Nested more deeply than documents may be here.
    const string TooDeep = "34c19cc45c1e8064219611a47cfaeedd389b7d69904f81c5319539af1d0d0ea6";

    TemporaryFolder _folder = null!;
    DockerRegistry _registry = null!;

    [OneTimeSetUp]
    public void LoadRegistry()
    {
        _folder = new TemporaryFolder();
        _registry = DockerRegistry.Start(_folder);
        ForeignTool.Run("python3", RepositoryPaths.Vector("real", "factory", "registry", "load.py"), $"http://{_registry.Host}");
    }

    [OneTimeTearDown]
    public void DropRegistry()
    {
        _registry?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public async Task Serves_what_upstream_stored_without_a_release_to_build_from()
    {
        await using var server = FactoryServer.Start(_registry.Host, _folder["reader"], NoReleases);
        var (assets, schematics) = (0, 0);
        foreach (var manifest in Manifests("manifests.jsonl"))
        {
            var reference = manifest.GetProperty("reference").GetString()!;
            switch (manifest.GetProperty("kind").GetString())
            {
                case "asset" when manifest.TryGetProperty("path", out var path):
                    using (var body = JsonDocument.Parse(manifest.GetProperty("body").GetString()!))
                    {
                        var digest = body.RootElement.GetProperty("layers")[0].GetProperty("digest").GetString()![7..];
                        var expected = File.ReadAllBytes(RepositoryPaths.Vector("real", "factory", "registry", "blobs", digest));
                        Assert.That(await server.Http.GetByteArrayAsync(new Uri(path.GetString()!, UriKind.Relative)), Is.EqualTo(expected), path.GetString());
                    }

                    assets++;
                    break;
                case "schematic" when reference == TooDeep:
                    Assert.That((int)(await server.Http.GetAsync(new Uri($"/schematics/{reference}", UriKind.Relative))).StatusCode, Is.EqualTo(400));
                    schematics++;
                    break;
                case "schematic":
                    Assert.That(await server.Http.GetStringAsync(new Uri($"/schematics/{reference}", UriKind.Relative)), Is.Not.Empty);
                    schematics++;
                    break;
            }
        }

        Assert.That((assets, schematics), Is.EqualTo((67, 71)));
    }

    [Test]
    public async Task Takes_cached_assets_for_what_their_signatures_say()
    {
        foreach (var entry in Manifests("handmade.jsonl"))
        {
            await PushAsync(entry);
        }

        await using var server = FactoryServer.Start(_registry.Host, _folder["judge"], NoReleases);
        Assert.Multiple(async () =>
        {
            foreach (var entry in Manifests("handmade.jsonl"))
            {
                var (id, path, content) = (entry.GetProperty("id").GetString()!, entry.GetProperty("path").GetString()!, entry.GetProperty("content").GetString()!);
                using var answer = await server.Http.GetAsync(path);
                if (entry.GetProperty("right").GetString() == "served")
                {
                    Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(content), id);
                }
                else
                {
                    // It is to be built again, for which there is nothing here.
                    Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError), id);
                }
            }
        });
    }

    [Test]
    public async Task Shares_schematics_and_assets_with_another_instance_on_the_same_registry()
    {
        var registry = FactoryLab.Registry;
        string id;
        byte[] first;
        await using (var one = FactoryServer.Start(registry, _folder["one"], "cache: {oci: {repository: shared}}\nartifacts: {schematic: {repository: shared-schematics}}\n"))
        {
            id = await one.CreateSchematicAsync("customization: {extraKernelArgs: [shared.by=two]}");
            first = await one.Http.GetByteArrayAsync(new Uri($"/image/{id}/v1.12.0/cmdline-metal-amd64", UriKind.Relative));
        }

        await using var two = FactoryServer.Start(
            registry, _folder["two"], $"cache: {{oci: {{repository: shared}}}}\nartifacts: {{schematic: {{repository: shared-schematics}}, core: {{registry: 'registry.invalid:5000'}}}}\n");

        Assert.That(await two.Http.GetByteArrayAsync(new Uri($"/image/{id}/v1.12.0/cmdline-metal-amd64", UriKind.Relative)), Is.EqualTo(first));
        Assert.That(System.Text.Encoding.UTF8.GetString(first), Does.EndWith(" shared.by=two"));
    }

    [Test]
    public async Task Writes_assets_and_their_signatures_byte_for_byte_as_upstream_does()
    {
        const string Asset = "/image/376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba/v1.13.0/cmdline-metal-amd64";
        await using (var server = FactoryServer.Start(FactoryLab.Registry, _folder["writer"], [FactoryLab.RecordedBehaviour, "cache: {oci: {repository: written}}"]))
        {
            await server.CreateSchematicAsync("{}");
            await server.Http.GetByteArrayAsync(new Uri(Asset, UriKind.Relative));
        }

        var recorded = Manifests("manifests.jsonl").First(manifest => manifest.TryGetProperty("path", out var path) && path.GetString() == Asset);
        var digest = recorded.GetProperty("digest").GetString()!;
        var recordedSignature = Manifests("manifests.jsonl").First(manifest => manifest.GetProperty("reference").GetString() == SignatureTag(digest));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{FactoryLab.Registry}/v2/image-factory/written/") };
        var signature = await ReadManifestAsync(http, SignatureTag(digest), "application/vnd.oci.image.manifest.v1+json");
        var payload = await http.GetStringAsync(new Uri($"blobs/{Layer(signature).GetProperty("digest").GetString()}", UriKind.Relative));
        var tags = await http.GetStringAsync(new Uri("tags/list", UriKind.Relative));

        Assert.That(
            await ReadManifestAsync(http, recorded.GetProperty("reference").GetString()!, "application/vnd.docker.distribution.manifest.v2+json"),
            Is.EqualTo(recorded.GetProperty("body").GetString()));
        Assert.That(Mask(signature), Is.EqualTo(Mask(recordedSignature.GetProperty("body").GetString()!)));
        Assert.That(payload, Is.EqualTo(
            $$$"""{"critical":{"identity":{"docker-reference":"{{{FactoryLab.Registry}}}/image-factory/written"},"image":{"docker-manifest-digest":"{{{digest}}}"},"type":"cosign container image signature"},"optional":null}"""));
        Assert.That(JsonDocument.Parse(tags).RootElement.GetProperty("tags").GetArrayLength(), Is.EqualTo(2));
    }

    static string SignatureTag(string digest) => digest.Replace(':', '-') + ".sig";

    static JsonElement Layer(string manifest) => JsonDocument.Parse(manifest).RootElement.GetProperty("layers")[0];

    /// <summary>Replaces what depends on the name of the repository, and on the random numbers of signatures.</summary>
    static string Mask(string manifest) => Regex.Replace(manifest, "(\"size\":)\\d+|(\"digest\":)\"[^\"]*\"|(/signature\":)\"[^\"]*\"", "$1$2$3?");

    static async Task<string> ReadManifestAsync(HttpClient http, string reference, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"manifests/{reference}");
        request.Headers.Accept.ParseAdd(type);
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    static IEnumerable<JsonElement> Manifests(string name) => File.ReadLines(RepositoryPaths.Vector("real", "factory", "registry", name))
        .Select(line => JsonDocument.Parse(line).RootElement);

    async Task PushAsync(JsonElement entry)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_registry.Host}/v2/{entry.GetProperty("repository").GetString()}/") };
        foreach (var blob in entry.GetProperty("blobs").EnumerateArray())
        {
            var content = blob.EnumerateObject().First(member => member.Name != "digest" && member.Value.ValueKind == JsonValueKind.String).Value.GetBytesFromBase64();
            using var begun = await http.PostAsync("blobs/uploads/", null);
            var location = begun.Headers.Location!;
            using var put = await http.PutAsync(
                $"{location}{(location.Query.Length > 0 ? "&" : "?")}digest={blob.GetProperty("digest").GetString()}", new ByteArrayContent(content));
            Assert.That((int)put.StatusCode, Is.EqualTo(201));
        }

        foreach (var manifest in entry.GetProperty("manifests").EnumerateArray())
        {
            var content = new StringContent(manifest.GetProperty("body").GetString()!);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(manifest.GetProperty("mediaType").GetString()!);
            using var put = await http.PutAsync($"manifests/{manifest.GetProperty("reference").GetString()}", content);
            Assert.That((int)put.StatusCode, Is.EqualTo(201), entry.GetProperty("id").GetString());
        }
    }
}
