using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TalosBoot.Core.Versions;
using TalosBoot.DependencyInjection;
using TalosBoot.Profiles;
using TalosBoot.Testing;

namespace TalosBoot.AspNetCore.Tests;

/// <summary>An asset as the answer of a real server.</summary>
sealed class BootAssetHttpResultTests
{
    WebApplication _server;
    HttpClient _client;

    [OneTimeSetUp]
    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Urls"] = "http://127.0.0.1:0";
        builder.Configuration["TalosBoot:Images"] = DemoRelease.Folder;
        builder.Services.AddTalosBoot(builder.Configuration.GetSection("TalosBoot"));
        _server = builder.Build();
        _server.MapMethods("/iso", ["GET", "HEAD"], async (TalosBootEngine talos) =>
        {
            var asset = await PlanAsync(talos);
            return Results.Extensions.BootAsset(asset, entityTag: await BootAssetEntityTag.CreateAsync(asset));
        });
        _server.MapGet("/packed", async (TalosBootEngine talos) => Results.Extensions.BootAsset(
            await Builder(talos).AsUki().PackagedAs(OutFormat.Zst).PlanAsync(), contentType: "application/zstd"));
        await _server.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_server.Urls.Single()) };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task An_asset_has_a_length_a_name_and_the_tag_of_its_bytes()
    {
        using var response = await _client.GetAsync("/iso");
        var bytes = await response.Content.ReadAsByteArrayAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(bytes.Length));
        Assert.That(response.Content.Headers.ContentDisposition!.FileName, Is.EqualTo("metal-amd64.iso"));
        Assert.That(response.Headers.ETag!.Tag, Is.EqualTo($"\"{Core.Content.Digest.Sha256(bytes).Hex}\""));
        Assert.That(response.Headers.ETag.IsWeak, Is.False);
        Assert.That(response.Headers.AcceptRanges, Does.Contain("bytes"));
    }

    [Test]
    public async Task A_range_is_answered_while_the_tag_is_the_same_and_the_whole_else()
    {
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/iso"));
        using var same = new HttpRequestMessage(HttpMethod.Get, "/iso")
        {
            Headers = { Range = new RangeHeaderValue(32769, 32773), IfRange = new RangeConditionHeaderValue(head.Headers.ETag!) },
        };
        using var other = new HttpRequestMessage(HttpMethod.Head, "/iso")
        {
            Headers = { Range = new RangeHeaderValue(0, 1), IfRange = new RangeConditionHeaderValue("\"other\"") },
        };
        using var part = await _client.SendAsync(same);
        using var whole = await _client.SendAsync(other);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(part.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await part.Content.ReadAsStringAsync(), Is.EqualTo("CD001"));
        Assert.That(whole.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_client_that_has_the_asset_is_told_so()
    {
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/iso"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/iso") { Headers = { IfNoneMatch = { head.Headers.ETag! } } };
        using var response = await _client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task A_packed_asset_is_packed_while_it_is_sent()
    {
        using var response = await _client.GetAsync("/packed", HttpCompletionOption.ResponseHeadersRead);
        var length = response.Content.Headers.ContentLength; // Which HttpContent makes up when it has read all.
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["a.zst"], await response.Content.ReadAsByteArrayAsync());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(length, Is.Null);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/zstd"));
        ForeignTool.Run("zstd", "-tq", folder["a.zst"]);
    }

    static BootAssetBuilder Builder(TalosBootEngine talos) =>
        talos.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).ForPlatform("metal");

    static Task<BootAsset> PlanAsync(TalosBootEngine talos) => Builder(talos).AsIso().PlanAsync();
}
