using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Nothing that is shown to a registry appears in logs, exceptions or traces, whatever the registry does with it.</summary>
[TestFixture]
sealed class CredentialLeakTests
{
    const string Token = "ttt-secret-access-token";
    const string Refresh = "rrr-secret-refresh+token";
    const string Identity = "iii-secret-identity+token/=";
    const string SignedQuery = "sss-secret-signature";

    static readonly string[] Secrets =
    [
        TestRegistry.Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestRegistry.User}:{TestRegistry.Password}")), Token, Refresh,
        Uri.EscapeDataString(Refresh), Identity, Uri.EscapeDataString(Identity), SignedQuery,
    ];

    readonly ConcurrentQueue<string> _told = [];

    [Test]
    public async Task Nothing_that_was_shown_is_told()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _told.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} "
                + string.Join(' ', activity.Events.Select(entry => $"{entry.Name} {string.Join(' ', entry.Tags)}"))),
        };
        ActivitySource.AddActivityListener(listener);
        var credentials = new[]
        {
            RegistryCredential.Basic(TestRegistry.User, TestRegistry.Password), new RegistryCredential { IdentityToken = Identity },
            new RegistryCredential { RegistryToken = Token },
        };
        foreach (var credential in credentials)
        {
            _told.Enqueue(credential.ToString());
            await Parallel.ForEachAsync(Faults(), async (fault, _) => await ProvokeAsync(credential, fault));
        }

        Assert.That(_told, Has.Count.GreaterThan(100));
        Assert.That(_told, Has.Some.Contains("TB20").And.Some.Contains("talosboot").IgnoreCase);
        foreach (var secret in Secrets)
        {
            Assert.That(_told.Where(text => text.Contains(secret, StringComparison.Ordinal)), Is.Empty, secret);
        }
    }

    /// <summary>Answers that repeat all that was sent, in each place where an answer can go wrong.</summary>
    static IEnumerable<(string Method, string Path, Func<FaultRequest, FaultAnswer?> Answer)> Faults()
    {
        static string Echo(FaultRequest request) =>
            $"{request} {string.Join(' ', request.Headers)} {Encoding.UTF8.GetString(request.Body)} {Encoding.UTF8.GetString(Decode(request["Authorization"]))}";
        foreach (var (method, path) in new[]
        {
            ("GET", "/token"), ("POST", "/token"), ("GET", "/v2/test/image/manifests/"), ("HEAD", "/v2/test/image/manifests/"),
            ("GET", "/v2/test/image/blobs/"), ("HEAD", "/v2/test/image/blobs/"), ("POST", "/v2/test/image/blobs/"),
        })
        {
            foreach (var status in new[] { 200, 400, 401, 403, 503 })
            {
                yield return (method, path, request => FaultAnswer.Text(status, Echo(request)).With("Warning", $"299 - \"{Echo(request)}\""));
                yield return (method, path, request => FaultAnswer.Text(
                    status, System.Text.Json.JsonSerializer.Serialize(new { errors = new[] { new { code = "X", message = Echo(request), detail = Echo(request) } } })));
            }

            yield return (method, path, _ => new FaultAnswer(200) { CutAfter = 0, ClaimedLength = 10 });
            yield return (method, path, _ => FaultAnswer.Redirect(307, $"http://user:{SignedQuery}@127.0.0.1:1/x?sig={SignedQuery}"));
            yield return (method, path, _ => FaultAnswer.Redirect(307, $"http://10.0.0.1/x?sig={SignedQuery}"));
        }

        yield return ("GET", "/token", _ => FaultAnswer.Text(200, $"{{\"token\":\"{Token}\",\"refresh_token\":\"{Refresh}\"}} trailing"));
        yield return ("GET", "/token", _ => FaultAnswer.Text(200, $"{{\"token\":\"{Token} broken\"}}"));
    }

    static byte[] Decode(string? header)
    {
        var value = new byte[1000];
        return header?.StartsWith("Basic ", StringComparison.Ordinal) == true && Convert.TryFromBase64String(header[6..], value, out var count) ? value[..count] : [];
    }

    async Task ProvokeAsync(RegistryCredential credential, (string Method, string Path, Func<FaultRequest, FaultAnswer?> Answer) fault)
    {
        await using var registry = new TestRegistry().WithTokens(Token);
        registry.Server.Always("POST", "/token", _ => FaultAnswer.Text(200, $"{{\"token\":\"{Token}\",\"refresh_token\":\"{Refresh}\"}}"));
        registry.Server.Always(fault.Method, fault.Path, fault.Answer);
        using var client = new RegistryClient(TestRegistry.Options with
        {
            Credentials = TestRegistry.CredentialsFor(registry.Server.Host, credential),
            Logger = new TellingLogger(_told),
            MaximumAttempts = 2,
        });
        foreach (var action in new Func<Task>[]
        {
            () => client.GetManifestAsync(registry.Reference),
            () => client.HeadManifestAsync(registry.Reference),
            () => registry.ReadBlobAsync(client),
            () => PullAsync(client, registry.Reference),
            () => client.PushBlobAsync(
                registry.Reference, new OciDescriptor { Digest = Digest.Sha256("new"u8), Size = 3 }, BlobSource.FromText("new")),
        })
        {
            try
            {
                await action();
            }
            catch (TalosBootException exception)
            {
                _told.Enqueue(exception.ToString());
            }
        }
    }

    static async Task PullAsync(RegistryClient client, ImageReference reference)
    {
        using var source = new RegistryImageSource(client);
        var image = await source.ResolveAsync(reference, OciPlatform.Parse("linux/amd64"));
        await image.Layers[0].OpenAsync();
    }

    /// <summary>Tells what is logged, each value by itself as well.</summary>
    sealed class TellingLogger(ConcurrentQueue<string> told) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Enqueue($"{formatter(state, exception)} {exception} {(state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : "")}");
    }
}
