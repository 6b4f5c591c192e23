using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>A web server answers ranges of assets that were never written.</summary>
public sealed class RangeRequestTests
{
    [Test]
    public async Task A_thousand_random_ranges_of_an_iso_over_http_equal_the_written_file()
    {
        await using var engine = DemoEngine.Create();
        using var asset = await DemoEngine.WithExtensions(engine).AsIso(BootloaderKind.SdBoot).PlanAsync();
        await CompareRangesAsync(asset, rounds: 1000);
    }

    [TestCase(DiskFormat.Raw)]
    [TestCase(DiskFormat.Qcow2)]
    public async Task Random_ranges_of_a_disk_image_over_http_equal_the_written_file(DiskFormat format)
    {
        await using var engine = DemoEngine.Create();
        using var asset = await DemoEngine.WithExtensions(engine).PackagedAs(OutFormat.Raw)
            .AsDiskImage(new ProfileImageOptions { DiskSize = 1246L << 20, DiskFormat = format }).PlanAsync();
        await CompareRangesAsync(asset, rounds: 300);
    }

    static async Task CompareRangesAsync(BootAsset asset, int rounds)
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartServerAsync(asset);
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };

        var path = folder[asset.FileName];
        await asset.WriteToFileAsync(path);
        await using var file = File.OpenRead(path);
        var numbers = TestBytes.Noise(16_000, seed: 7);
        for (var round = 0; round < rounds; round++)
        {
            var start = BitConverter.ToInt64(numbers, round * 16) & long.MaxValue;
            var from = start % asset.Size!.Value;
            var to = Math.Min(asset.Size!.Value - 1, from + (BitConverter.ToUInt16(numbers, (round * 16) + 8) * (round % 50 == 0 ? 16 : 1)));
            using var request = new HttpRequestMessage(HttpMethod.Get, "/asset") { Headers = { Range = new RangeHeaderValue(from, to) } };
            using var response = await client.SendAsync(request);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
            var expected = new byte[to - from + 1];
            file.Position = from;
            await file.ReadExactlyAsync(expected);
            var actual = await response.Content.ReadAsByteArrayAsync();
            Assert.That(actual.AsSpan().SequenceEqual(expected), Is.True, $"bytes {from} to {to}");
        }
    }

    static async Task<WebApplication> StartServerAsync(BootAsset asset)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/asset", () => Results.Stream(asset.OpenRead(), "application/octet-stream", asset.FileName, enableRangeProcessing: true));
        await server.StartAsync();
        return server;
    }
}
