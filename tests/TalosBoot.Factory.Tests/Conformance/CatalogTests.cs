using System.Net.Http.Headers;
using System.Text.Json;

namespace TalosBoot.Factory.Tests.Conformance;

/// <summary>Group B of the conformance list: what needs a filled catalog (factory.md 18.3), with the versions and names of the registry of the recordings.</summary>
[TestFixture]
internal sealed class CatalogTests
{
    static HttpClient Http => ConformanceLab.Server.Http;

    [Test]
    public async Task B1_B10_lists_versions_and_broken_ones()
    {
        var (offered, broken) = (await ReadNamesAsync("/versions"), await ReadNamesAsync("/versions?broken=true"));
        Assert.That(offered, Is.EqualTo(new[]
        {
            "v1.2.0", "v1.5.5", "v1.7.6", "v1.9.5", "v1.10.4", "v1.11.2", "v1.12.0", "v1.13.0-beta.1", "v1.13.0",
        }));
        Assert.That(broken, Is.EqualTo(new[] { "v1.11.1" }));
    }

    [TestCase("v1.5.5", "siderolabs/demo-hello")]
    [TestCase("v1.11.2", "siderolabs/gvisor")]
    [TestCase("v1.11.2", "siderolabs/amd-ucode")]
    [TestCase("v1.12.0", "siderolabs/demo-modules")]
    public async Task B2_lists_extensions(string version, string name) =>
        Assert.That(await ReadNamesAsync($"/version/{version}/extensions/official"), Has.Member(name));

    [Test]
    public async Task B3_knows_no_extensions_of_an_unknown_version() =>
        Assert.That((int)(await Http.GetAsync("/version/v1.5.0-alpha.0/extensions/official")).StatusCode, Is.EqualTo(404));

    [TestCase("v1.5.5")]
    [TestCase("v1.11.2", "rpi_generic", "demo", "absent")]
    public async Task B4_B5_lists_overlays_in_the_order_of_the_catalog(string version, params string[] names) =>
        Assert.That(await ReadNamesAsync($"/version/{version}/overlays/official"), Is.EqualTo(names));

    [TestCase("v1.11.2")]
    [TestCase("v1.12.0")]
    public async Task B6_B7_lists_and_sends_talosctl(string version)
    {
        var urls = await ReadNamesAsync($"/talosctl/{version}");
        Assert.That(urls, Has.Length.EqualTo(9));
        Assert.That(urls, Has.All.StartWith($"{ConformanceLab.ExternalUrl}/talosctl/{version}/talosctl-"));
        foreach (var url in urls)
        {
            var path = new Uri(url).AbsolutePath;
            Assert.That(await Http.GetStringAsync(path), Is.EqualTo($"#!/bin/sh\necho {path[(path.LastIndexOf('/') + 1)..]}\n"));
        }
    }

    [TestCase("v1.10.4", "version 1.10.4 is not available\n")]
    [TestCase("v1.8.0", "version 1.8.0 is not available\n")]
    [TestCase("v1.2.0", "version 1.2.0 is not available\n")]
    public async Task B8_has_no_talosctl_of_versions_before_1_11(string version, string text)
    {
        using var answer = await Http.GetAsync($"/talosctl/{version}/talosctl-linux-amd64");
        Assert.That(((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((404, text)));
    }

    [Test]
    public async Task B9_B11_hands_images_of_the_release_through()
    {
        const string Repository = "/v2/siderolabs/installer-base";
        using var head = await AskAsync(HttpMethod.Head, $"{Repository}/manifests/v1.13.0", "application/vnd.oci.image.index.v1+json");
        Assert.That((int)head.StatusCode, Is.EqualTo(200));
        using var tags = JsonDocument.Parse(await Http.GetStringAsync($"{Repository}/tags/list"));
        Assert.That(tags.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()), Has.Member("v1.13.0"));

        using var index = await ReadAsync($"{Repository}/manifests/v1.13.0", "application/vnd.oci.image.index.v1+json");
        var images = index.RootElement.GetProperty("manifests").EnumerateArray().ToArray();
        Assert.That(images.Select(image => image.GetProperty("platform").GetProperty("architecture").GetString()).Order(), Is.EqualTo(new[] { "amd64", "arm64" }));
        foreach (var image in images)
        {
            using var manifest = await ReadAsync($"{Repository}/manifests/{image.GetProperty("digest").GetString()}", image.GetProperty("mediaType").GetString()!);
            Assert.That(manifest.RootElement.GetProperty("layers").GetArrayLength(), Is.Positive);
        }
    }

    static async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string type)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        return await Http.SendAsync(request);
    }

    static async Task<JsonDocument> ReadAsync(string path, string type)
    {
        using var answer = await AskAsync(HttpMethod.Get, path, type);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    static async Task<string[]> ReadNamesAsync(string path)
    {
        using var list = JsonDocument.Parse(await Http.GetStringAsync(path));
        return [.. list.RootElement.EnumerateArray().Select(entry => (entry.ValueKind == JsonValueKind.String ? entry : entry.GetProperty("name")).GetString()!)];
    }
}
