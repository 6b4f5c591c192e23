using System.Net;
using System.Text;
using System.Text.Json;
using TalosBoot.Core.Content;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Conformance;

/// <summary>Group A of the conformance list: what needs no artifacts (factory.md 18.2).</summary>
[TestFixture]
internal sealed class ServerAloneTests
{
    const string S0 = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba";

    static HttpClient Http => ConformanceLab.Server.Http;

    static IEnumerable<string> Names => ConformanceLab.Schematics.Keys;

    [Test]
    public async Task A1_names_itself()
    {
        using var answer = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(string.Join(' ', answer.Headers.GetValues("Server")), Does.Contain("Image Factory").And.Not.Contain("Enterprise"));
    }

    [TestCaseSource(nameof(Names))]
    public async Task A2_A3_stores_a_schematic_as_often_as_it_is_sent(string name)
    {
        var (text, id) = ConformanceLab.Schematics[name];
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var answer = await Http.PostAsync("/schematics", new StringContent(text));
            Assert.That((int)answer.StatusCode, Is.EqualTo(201));
            using var created = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var canonical = created.RootElement.GetProperty("schematic").GetString()!;
            var identifier = created.RootElement.GetProperty("id").GetString()!;
            Assert.That(identifier, Is.EqualTo(id ?? Digest.Sha256(Encoding.UTF8.GetBytes(canonical)).Hex));
            Assert.That(await Http.GetStringAsync($"/schematics/{identifier}"), Is.EqualTo(canonical));
            Assert.That(Schematic.Parse(canonical).ToYaml(), Is.EqualTo(Schematic.Parse(text).ToYaml()));
        }
    }

    [Test]
    public async Task A4_stores_a_schematic_that_nobody_sent_before()
    {
        var argument = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
        var id = await ConformanceLab.Server.CreateSchematicAsync(
            $"customization: {{extraKernelArgs: ['{argument}'], systemExtensions: {{officialExtensions: [siderolabs/amd-ucode]}}}}");
        Assert.That(id, Has.Length.EqualTo(64));
        Assert.That(await Http.GetStringAsync($"/schematics/{id}"), Does.Contain(argument).And.Contain("siderolabs/amd-ucode"));
    }

    [TestCase("owner: bob\ncustomization: {}", null)]
    [TestCase("something:", "yaml: construct errors: line 1: field something not found in type schematic.Schematic\n")]
    public async Task A5_A6_refuses_what_is_no_schematic(string text, string? problem)
    {
        using var answer = await Http.PostAsync("/schematics", new StringContent(text));
        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), problem is null ? Is.Not.Empty : Is.EqualTo(problem));
    }

    [Test]
    public async Task A8_gives_the_certificate_of_Secure_Boot()
    {
        using var answer = await Http.GetAsync("/secureboot/signing-cert.pem");
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/x-pem-file"));
        Assert.That(
            await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(File.ReadAllBytes(RepositoryPaths.Vector("real", "factory", "setup", "keys", "sb-cert.pem"))));
    }

    [TestCase("/schematics/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 404, "schematic not found", Description = "A7")]
    [TestCase($"/spdx/{S0}/v1.12.0/amd64", 404, "", Description = "A9")]
    [TestCase("/vex/v1.13.0/vex.json", 404, "", Description = "A9")]
    [TestCase($"/scans/{S0}/v1.13.0/amd64/report.json", 404, "", Description = "A9")]
    [TestCase($"/image/{S0}/v1.12.0/kernel-amd64.sha512", 402, "", Description = "A10")]
    [TestCase($"/image/{S0}/v1.12.0/kernel-amd64.sha256", 402, "", Description = "A10")]
    [TestCase($"/image/{S0}/v1.12.0/kernel-amd64.sigstore.json", 402, "", Description = "A11")]
    [TestCase("/image/aaaaaaaaaaaa/v1.5.0/metal-amd64.iso", 404, "schematic ID \"aaaaaaaaaaaa\" not found\n", Description = "A12")]
    [TestCase($"/image/{S0}/v1.5.0/metal-amd64.ssd", 400, "error parsing profile from path: invalid profile path: \"metal-amd64.ssd\"\n", Description = "A13")]
    [TestCase("/v2/siderolabs/nonexistent/manifests/v1.13.5", 404, "", Description = "A14")]
    [TestCase("/v2/a/b/c/manifests/v1", 404, "", Description = "A14")]
    [TestCase("/v2/siderolabs/installer/tags/v1", 404, "", Description = "A14")]
    public async Task A7_A9_to_A14_refuses_what_is_not_there(string path, int status, string text)
    {
        await ConformanceLab.CreateAsync("S0");
        using var answer = await Http.GetAsync(path);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(text));
    }

    [Test]
    public async Task A15_lets_pages_of_other_hosts_ask()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, $"/image/{S0}/v1.12.0/metal-amd64.raw.xz")
        {
            Headers = { { "Origin", "https://foo.com" }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "cache-control" } },
        };
        using var answer = await Http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin").Single(), Is.EqualTo("*").Or.EqualTo("https://foo.com"));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Methods").Single(), Is.EqualTo("GET"));
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), Is.EqualTo("cache-control"));
    }
}
