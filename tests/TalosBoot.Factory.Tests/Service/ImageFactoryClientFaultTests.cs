using System.Net;
using System.Net.Http.Headers;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Client;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>The client library against services and networks that fail.</summary>
[TestFixture]
internal sealed class ImageFactoryClientFaultTests
{
    static readonly byte[] Old = TestBytes.Noise(1000, 1);
    static readonly byte[] New = TestBytes.Noise(1000, 2);
    static readonly SchematicId Id = new Schematic().Id();
    static readonly Uri Address = new("http://factory.test/");

    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task The_beginning_of_one_asset_is_not_continued_with_another()
    {
        var path = _folder["talos.iso"];
        using var old = new ScriptedService(request => Answer(Old, "\"old\"", request, after: 400));
        Assert.That(() => DownloadAsync(old, "v1.11.0", path), Throws.TypeOf<ImageFactoryException>().With.Message.Contains("the connection was lost"));
        Assert.That(new FileInfo(path + ".part").Length, Is.EqualTo(400));

        using var next = new ScriptedService(request => Answer(New, "\"new\"", request));
        await DownloadAsync(next, "v1.12.0", path);

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(New));
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { path }));
    }

    [TestCase(true, TestName = "A_service_that_compares_entity_tags_sends_the_new_asset")]
    [TestCase(false, TestName = "A_service_that_does_not_is_asked_again")]
    public async Task An_asset_that_became_another_one_is_got_from_its_beginning(bool compares)
    {
        var path = _folder["talos.iso"];
        using var old = new ScriptedService(request => Answer(Old, "\"old\"", request, after: 400));
        Assert.That(() => DownloadAsync(old, "v1.12.0", path), Throws.TypeOf<ImageFactoryException>());

        using var next = new ScriptedService(request => Answer(New, "\"new\"", request, compares: compares));
        await DownloadAsync(next, "v1.12.0", path);

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(New));
        Assert.That(next.Requests[0].Headers.IfRange?.ToString(), Is.EqualTo("\"old\""));
    }

    [Test]
    public async Task A_connection_that_breaks_off_again_and_again_is_taken_up_without_waiting_longer_each_time()
    {
        var pieces = 0;
        using var service = new ScriptedService(request => Answer(Old, "\"old\"", request, after: 25, counts: () => pieces++));
        var started = TimeProvider.System.GetTimestamp();

        await DownloadAsync(service, "v1.12.0", _folder["x"]);

        Assert.That(File.ReadAllBytes(_folder["x"]), Is.EqualTo(Old));
        Assert.That(pieces, Is.EqualTo(40));
        Assert.That(TimeProvider.System.GetElapsedTime(started), Is.LessThan(TimeSpan.FromMinutes(1)), "twice as long each time would be years");
    }

    [Test]
    public async Task A_service_without_versions_of_assets_is_asked_for_the_whole_again()
    {
        var tries = 0;
        using var service = new ScriptedService(request => Answer(Old, null, request, after: tries++ == 0 ? 400 : null));

        await DownloadAsync(service, "v1.12.0", _folder["x"]);

        Assert.That(File.ReadAllBytes(_folder["x"]), Is.EqualTo(Old));
        Assert.That(service.Requests.Select(request => request.Headers.Range), Is.All.Null);
    }

    [Test]
    public void A_file_that_cannot_be_written_is_no_lost_connection()
    {
        using var service = new ScriptedService(request => Answer(Old, "\"old\"", request));

        Assert.That(
            () => DownloadAsync(service, "v1.12.0", _folder["no/such/folder"]),
            Throws.TypeOf<FileAccessException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.OutputNotWritable));
        Assert.That(service.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public void An_answer_that_leads_elsewhere_is_no_asset()
    {
        using var service = new ScriptedService(_ => new HttpResponseMessage(HttpStatusCode.Found) { Content = new StringContent("Found.") });

        Assert.That(() => DownloadAsync(service, "v1.12.0", _folder["x"]), Throws.TypeOf<ImageFactoryException>().With.Message.Contains("HTTP 302"));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [Test]
    public void A_silent_service_is_given_up()
    {
        using var service = new ScriptedService(_ => new HttpResponseMessage(HttpStatusCode.Continue));
        using var client = Client(service, new ImageFactoryClientOptions { Patience = TimeSpan.FromMilliseconds(50) });

        Assert.That(() => client.ListVersionsAsync(), Throws.TypeOf<ImageFactoryException>().With.Message.Contains("nothing came for 00:00:00.05"));
    }

    [Test]
    public void A_cancelled_request_is_cancelled()
    {
        using var service = new ScriptedService(_ => new HttpResponseMessage(HttpStatusCode.Continue));
        using var client = Client(service);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.That(() => client.ListVersionsAsync(source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("[1, 2]")]
    [TestCase("[[]]")]
    [TestCase("{}")]
    [TestCase("\"v1.12.0\"")]
    [TestCase("<html>")]
    public void An_answer_of_another_shape_is_told(string text)
    {
        using var service = new ScriptedService(_ => ScriptedService.Json(text));
        using var client = Client(service);

        Assert.That(() => client.ListVersionsAsync(), Throws.TypeOf<ImageFactoryException>());
        Assert.That(() => client.ListExtensionsAsync("v1.12.0"), Throws.TypeOf<ImageFactoryException>());
        Assert.That(() => client.CreateSchematicAsync(new Schematic()), Throws.TypeOf<ImageFactoryException>());
    }

    [TestCase("http://elsewhere.test/x")]
    [TestCase("//elsewhere.test/x")]
    [TestCase("../../x")]
    [TestCase("/other/x")]
    public void Credentials_do_not_leave_the_service(string path)
    {
        using var service = new ScriptedService(_ => ScriptedService.Json("{}"));
        using var http = new HttpClient(service);
        using var client = new ImageFactoryClient(new Uri(Address, "factory"), new ImageFactoryClientOptions { UserName = "bob", Password = "hunter2" }, http);

        Assert.That(() => client.GetDocumentAsync(path), Throws.ArgumentException);
        Assert.That(service.Requests, Is.Empty);
    }

    [Test]
    public void Credentials_in_the_address_are_used_and_not_told()
    {
        using var service = new ScriptedService(_ => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("no") });
        using var http = new HttpClient(service);
        using var client = new ImageFactoryClient(new Uri("http://bob:hun%40ter2@factory.test"), null, http);

        Assert.That(() => client.ListVersionsAsync(), Throws.TypeOf<ImageFactoryException>().With.Message.EqualTo("TB9002: http://factory.test/versions: HTTP 403: no"));
        Assert.That(service.Requests[0].Headers.Authorization, Is.EqualTo(new AuthenticationHeaderValue("Basic", Convert.ToBase64String("bob:hun@ter2"u8))));
        Assert.That(client.Address.AbsoluteUri, Is.EqualTo("http://factory.test/"));
    }

    [Test]
    public void Options_out_of_their_range_are_refused_at_once()
    {
        Assert.That(() => new ImageFactoryClient(Address, new ImageFactoryClientOptions { MaximumAttempts = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ImageFactoryClient(Address, new ImageFactoryClientOptions { Patience = TimeSpan.Zero }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => new ImageFactoryClient(Address, new ImageFactoryClientOptions { RetryDelay = TimeSpan.FromSeconds(-1) }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ImageFactoryClient(new Uri("file:///x")), Throws.ArgumentException);
    }

    static ImageFactoryClient Client(ScriptedService service, ImageFactoryClientOptions? options = null) =>
        new(Address, options, new HttpClient(service, disposeHandler: false));

    static async Task DownloadAsync(ScriptedService service, string version, string path)
    {
        using var client = Client(service, new ImageFactoryClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1), MaximumAttempts = 2, VerifiesDownloads = false });
        await client.DownloadAsync(Id, version, "metal-amd64.iso", path);
    }

    /// <summary>Answers with an asset or the rest of it, of which the connection may lose all behind some bytes.</summary>
    static HttpResponseMessage Answer(
        byte[] asset, string? tag, HttpRequestMessage request, int? after = null, bool compares = true, Action? counts = null)
    {
        counts?.Invoke();
        var from = request.Headers.Range is { } range && (!compares || request.Headers.IfRange?.ToString() == tag) ? (int)range.Ranges.Single().From!.Value : 0;
        var rest = asset[from..];
        var broken = after is { } count && rest.Length > count && (from == 0 || counts is not null);
        var answer = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            Content = broken ? ScriptedService.BreakingOff(rest, after!.Value)
                : after is not null && counts is null && from > 0 ? ScriptedService.BreakingOff(rest, 0) : new ByteArrayContent(rest),
        };
        answer.Headers.ETag = tag is null ? null : new EntityTagHeaderValue(tag);
        answer.Content.Headers.ContentRange = from > 0 ? new ContentRangeHeaderValue(from, asset.Length - 1, asset.Length) : null;
        return answer;
    }
}
