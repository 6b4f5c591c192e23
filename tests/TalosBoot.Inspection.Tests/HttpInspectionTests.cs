using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

/// <summary>An asset on a web server is looked into with a few ranges.</summary>
[TestFixture]
public sealed class HttpInspectionTests
{
    const long Megabyte = 1_000_000;

    [Test]
    public async Task A_large_iso_is_inspected_with_less_than_two_megabytes()
    {
        using var assets = new DemoAssets(DemoRelease.RealisticFolder);
        var (_, content) = await assets.BuildAsync(builder => builder.Customize(custom => custom.AddKernelArgument("a=1")).AsIso(BootloaderKind.DualBoot));
        Assert.That(content.Length, Is.GreaterThan(290 * Megabyte));
        await using var server = await StartAsync(() => Results.Stream(content.OpenRead(), enableRangeProcessing: true));
        using var client = new HttpClient();
        using var asset = await AssetSource.OpenUrlAsync(client, new Uri(server.Urls.Single()));
        var report = await AssetInspector.InspectAsync(asset);
        TestContext.Out.WriteLine($"{content.Length} bytes: {asset.FetchedBytes} fetched in {asset.RequestCount} requests");
        Assert.That(asset.FetchedBytes, Is.LessThan(2 * Megabyte));
        Assert.That(report.TalosVersion, Is.EqualTo(DemoRelease.Version));
        Assert.That(report.BootEntries.Select(entry => entry.CommandLine), Is.Not.Empty.And.All.Contains("a=1"));
        Assert.That(report.Omissions.Select(omission => omission.Reason), Has.Some.Contains("all of it would have to be read"));
    }

    [Test]
    public async Task A_server_without_ranges_is_refused()
    {
        await using var server = await StartAsync(() => Results.Bytes(new byte[100]));
        AssertRefused(server.Urls.Single(), "sends the whole file");
    }

    [Test]
    public async Task A_missing_file_is_refused()
    {
        await using var server = await StartAsync(() => Results.NotFound());
        AssertRefused(server.Urls.Single(), "answers 404");
    }

    [Test]
    public async Task A_file_that_changes_meanwhile_is_noticed()
    {
        var version = 0;
        await using var server = await StartAsync(() => Results.File(
            new byte[100_000], enableRangeProcessing: true, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{version++}\"")));
        using var client = new HttpClient();
        using var asset = await AssetSource.OpenUrlAsync(client, new Uri(server.Urls.Single()));
        Assert.That(async () => await AssetInspector.InspectAsync(asset), Throws.TypeOf<FileAccessException>().With.Message.Contains("changed"));
    }

    [Test]
    public async Task Neither_credentials_nor_queries_are_in_names_and_errors()
    {
        await using var server = await StartAsync(() => Results.File(new byte[4096], enableRangeProcessing: true));
        using var client = new HttpClient();
        using var asset = await AssetSource.OpenUrlAsync(client, WithSecrets(server.Urls.Single()));
        Assert.That(asset.Name, Is.EqualTo($"{server.Urls.Single()}/"));
        Assert.That(
            async () => await AssetInspector.InspectAsync(asset),
            Throws.TypeOf<ImageFormatException>().With.Message.Contains(server.Urls.Single()).And.Not.Message.Contains("secret"));
    }

    /// <summary>The thread waits in a read of the socket: that it ends is what is asked for, so that a test that fails hangs no longer than a minute.</summary>
    [Test]
    public async Task An_inspection_that_waits_for_the_middle_of_an_answer_is_stopped()
    {
        var isWaiting = new TaskCompletionSource();
        await using var server = await StartAsync(async (HttpContext context) =>
        {
            var range = context.Request.GetTypedHeaders().Range!.Ranges.Single();
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {range.From}-{range.To}/100000";
            context.Response.ContentLength = range.To - range.From + 1;
            await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (range.To > 0)
            {
                isWaiting.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        });
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var asset = await AssetSource.OpenUrlAsync(client, new Uri(server.Urls.Single()));
        using var stop = new CancellationTokenSource();
        var inspection = Task.Run(() => AssetInspector.InspectAsync(asset, cancellationToken: stop.Token));
        await isWaiting.Task;
        await stop.CancelAsync();
        Assert.That(async () => await inspection.WaitAsync(TimeSpan.FromMinutes(1)), Throws.InstanceOf<OperationCanceledException>());
    }

    static void AssertRefused(string url, string text)
    {
        using var client = new HttpClient();
        Assert.That(
            async () => await AssetSource.OpenUrlAsync(client, WithSecrets(url)),
            Throws.TypeOf<FileAccessException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.AssetNotServed)
                .And.Message.Contains(text).And.Not.Message.Contains("secret"));
    }

    static Uri WithSecrets(string url) => new($"{url.Replace("://", "://user:secret@", StringComparison.Ordinal)}/?key=secret");

    static async Task<WebApplication> StartAsync(Delegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/", answer);
        await server.StartAsync();
        return server;
    }
}
