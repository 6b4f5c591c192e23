using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Conformance;

/// <summary>Group C of the conformance list: installer images, taken by skopeo (factory.md 18.4), and their signatures, judged by OpenSSL.</summary>
[TestFixture]
internal sealed class InstallerTests
{
    const string Index = "application/vnd.oci.image.index.v1+json";

    readonly TemporaryFolder _folder = new();

    static HttpClient Http => ConformanceLab.Server.Http;

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("v1.2.0", "S0", "installer", 2)]
    [TestCase("v1.5.5", "S0", "installer", 2)]
    [TestCase("v1.5.5", "S0", "installer-secureboot", 2)]
    [TestCase("v1.10.4", "S0", "installer", 2)]
    [TestCase("v1.10.4", "S0", "installer-secureboot", 2)]
    [TestCase("v1.11.2", "SE", "installer", 2)]
    [TestCase("v1.11.2", "SE", "installer-secureboot", 2)]
    [TestCase("v1.12.0", "SR", "installer", 2)]
    [TestCase("v1.11.2", "SODEMO", "installer", 3)]
    public async Task C34_to_C39_gives_installers(string version, string schematic, string image, int layers)
    {
        var id = schematic == "SR"
            ? await ConformanceLab.Server.CreateSchematicAsync($"customization: {{extraKernelArgs: [{Guid.NewGuid():N}]}}") : await ConformanceLab.CreateAsync(schematic);
        var name = $"{image}/{id}";
        var (index, digest) = await ReadAsync($"/v2/{name}/manifests/{version}");
        Assert.That(
            index.GetProperty("manifests").EnumerateArray().Select(PlatformOf), Is.EqualTo(new[] { "linux/amd64", "linux/arm64" }), "C35");

        // The best of some tries, since a machine has other work, too: what is built anew takes seconds each time.
        var best = TimeSpan.MaxValue;
        for (var tries = 0; tries < 5 && best >= TimeSpan.FromSeconds(1); tries++)
        {
            var began = Stopwatch.StartNew();
            Assert.That((await ReadAsync($"/v2/{name}/manifests/{version}")).Digest, Is.EqualTo(digest));
            best = began.Elapsed < best ? began.Elapsed : best;
        }

        Assert.That(best, Is.LessThan(TimeSpan.FromSeconds(1)), "C39");

        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var layout = _folder[$"{image}-{schematic}-{version}-{architecture}"];
            ForeignTool.Run(
                "skopeo", "copy", "--quiet", "--src-tls-verify=false", "--override-arch", architecture, $"docker://{ConformanceLab.Server.Address}/{name}:{version}", $"dir:{layout}");
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(layout, "manifest.json")));
            var blobs = manifest.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("digest").GetString()![7..]).ToArray();
            Assert.That(blobs, Has.Length.EqualTo(layers), "C36");
            var files = blobs.Select(blob => ForeignTool.Run("tar", "--list", "--file", Path.Combine(layout, blob)).Output.Split('\n').Select(file => file.TrimStart('.', '/'))
                .Where(file => file.Length > 0 && !file.EndsWith('/')).ToArray()).ToArray();
            Assert.That(files.SelectMany(list => list), Is.SupersetOf(Expected(version, image, architecture, layers == 3)), "C37");
            if (version is not ("v1.2.0" or "v1.5.5"))
            {
                Assert.That(files[1], Has.Length.EqualTo(2), "C37: nothing else is in the layer of the assets.");
            }
        }

        await VerifySignatureAsync(name, digest);
    }

    [Test]
    public async Task C40_knows_the_latest_version()
    {
        var id = await ConformanceLab.CreateAsync("S0");
        var (latest, newest) = (await ReadAsync($"/v2/installer/{id}/manifests/latest"), await ReadAsync($"/v2/installer/{id}/manifests/v1.13.0"));
        Assert.That(latest.Digest, Is.EqualTo(newest.Digest));
    }

    static IEnumerable<string> Expected(string version, string image, string architecture, bool hasOverlay)
    {
        var assets = $"usr/install/{architecture}/";
        string[] files = (version, image) switch
        {
            ("v1.2.0" or "v1.5.5", "installer") => [$"{assets}vmlinuz", $"{assets}initramfs.xz"],
            ("v1.2.0" or "v1.5.5", _) => [$"{assets}vmlinuz.efi.signed", $"{assets}systemd-boot.efi"],
            _ => [$"{assets}vmlinuz.efi", $"{assets}systemd-boot.efi"],
        };
        return hasOverlay ? [.. files, "overlay/extra-options", "overlay/installers/default"] : files;
    }

    static string PlatformOf(JsonElement descriptor) =>
        $"{descriptor.GetProperty("platform").GetProperty("os").GetString()}/{descriptor.GetProperty("platform").GetProperty("architecture").GetString()}";

    /// <summary>C38: with the key that the service publishes.</summary>
    async Task VerifySignatureAsync(string name, string digest)
    {
        var key = _folder.WriteFile("key.pub", await Http.GetByteArrayAsync("/oci/cosign/signing-key.pub"));
        var layer = (await ReadAsync($"/v2/{name}/manifests/{digest.Replace(':', '-')}.sig", "application/vnd.oci.image.manifest.v1+json")).Manifest.GetProperty("layers")[0];
        var payload = await Http.GetByteArrayAsync($"/v2/{name}/blobs/{layer.GetProperty("digest").GetString()}");
        var signature = layer.GetProperty("annotations").GetProperty("dev.cosignproject.cosign/signature").GetBytesFromBase64();
        ForeignTool.Run("openssl", "dgst", "-sha256", "-verify", key, "-signature", _folder.WriteFile("signature", signature), _folder.WriteFile("payload", payload));
        using var statement = JsonDocument.Parse(payload);
        Assert.That(
            statement.RootElement.GetProperty("critical").GetProperty("image").GetProperty("docker-manifest-digest").GetString(), Is.EqualTo(digest), "C38");
    }

    static async Task<(JsonElement Manifest, string Digest)> ReadAsync(string path, string type = Index)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        using var answer = await Http.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), path);
        var content = await answer.Content.ReadAsByteArrayAsync();
        return (JsonDocument.Parse(content).RootElement, Core.Content.Digest.Sha256(content).ToString());
    }
}
