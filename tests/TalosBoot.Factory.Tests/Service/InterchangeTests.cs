using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
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
