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
        _server.MapMethods("/packed", ["GET", "HEAD"], async (TalosBootEngine talos) => Results.Extensions.BootAsset(
            await Builder(talos).AsUki().PackagedAs(OutFormat.Zst).PlanAsync(), contentType: "application/zstd"));
        _server.MapMethods("/disk/{format}", ["GET", "HEAD"], async (TalosBootEngine talos, DiskFormat format) => Results.Extensions.BootAsset(
            await Builder(talos).AsDiskImage(new ProfileImageOptions { DiskFormat = format, DiskSize = 1246L << 20 }).PackagedAs(OutFormat.Raw).PlanAsync()));
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
    public async Task A_packed_asset_is_packed_before_it_is_sent()
    {
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/packed"));
        using var response = await _client.GetAsync("/packed", HttpCompletionOption.ResponseHeadersRead);
        var length = response.Content.Headers.ContentLength; // Which HttpContent makes up when it has read all.
        using var folder = new TemporaryFolder();
        var bytes = await response.Content.ReadAsByteArrayAsync();
        await File.WriteAllBytesAsync(folder["a.zst"], bytes);
        using var ranged = new HttpRequestMessage(HttpMethod.Get, "/packed") { Headers = { Range = new RangeHeaderValue(1000, null) } };
        using var rest = await _client.SendAsync(ranged);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((length, head.Content.Headers.ContentLength), Is.EqualTo(((long?)bytes.Length, (long?)bytes.Length)));
        Assert.That(await rest.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes[1000..]));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/zstd"));
        ForeignTool.Run("zstd", "-tq", folder["a.zst"]);
    }

    /// <summary>Each request plans the disk, and reads what it asks for: QEMU finds the same disk in what a client put together of ranges.</summary>
    [Test]
    public async Task A_disk_is_sent_in_ranges_straight_from_its_plan()
    {
        using var folder = new TemporaryFolder();
        var raw = await FetchInRangesAsync(DiskFormat.Raw, folder["disk.raw"], 2_000_000_011);
        var qcow2 = await FetchInRangesAsync(DiskFormat.Qcow2, folder["disk.qcow2"], 10_000_019);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(qcow2, Is.LessThan(raw / 2));
        ForeignTool.Run("qemu-img", "check", "-f", "qcow2", folder["disk.qcow2"]);
        ForeignTool.Run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", folder["disk.raw"], folder["disk.qcow2"]);
        Assert.That(ForeignTool.Run("sgdisk", "-v", folder["disk.raw"]).Output, Does.Contain("No problems found"));
    }

    /// <summary>Writes a disk to a file, with holes for blocks of zeros.</summary>
    async Task<long> FetchInRangesAsync(DiskFormat format, string path, long step)
    {
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/disk/{format}"));
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var length = head.Content.Headers.ContentLength!.Value;
        await using var file = File.Create(path);
        file.SetLength(length);
        var buffer = new byte[1 << 20];
        for (var offset = 0L; offset < length; offset += step)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/disk/{format}")
            {
                Headers = { Range = new RangeHeaderValue(offset, Math.Min(length, offset + step) - 1) },
            };
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
            await using var body = await response.Content.ReadAsStreamAsync();
            file.Position = offset;
            for (int read; (read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            {
                if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                {
                    await file.WriteAsync(buffer.AsMemory(0, read));
                }
                else
                {
                    file.Seek(read, SeekOrigin.Current);
                }
            }

            Assert.That(file.Position, Is.EqualTo(Math.Min(length, offset + step)));
        }

        return length;
    }

    static BootAssetBuilder Builder(TalosBootEngine talos) =>
        talos.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).ForPlatform("metal");

    static Task<BootAsset> PlanAsync(TalosBootEngine talos) => Builder(talos).AsIso().PlanAsync();
}
