using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>What is shown to whom (oci.md 3).</summary>
[TestFixture]
sealed class RegistryAuthenticationTests
{
    const string BasicHeader = "Basic c29tZWJvZHk6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==";

    static async Task<RegistryException> FailureAsync(Func<Task> action) =>
        (await Assert.ThrowsAsync<RegistryException>(async () => await action()))!;

    [Test]
    public async Task User_and_password_are_shown_also_when_everybody_may_ping()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(registry.WithCredentials);
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test").Single()["Authorization"], Is.EqualTo(BasicHeader));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/").First()["Authorization"], Is.Null, "Not in the ping.");
    }

    [Test]
    public async Task A_token_is_fetched_once_for_all_requests_of_a_repository()
    {
        await using var registry = new TestRegistry().WithTokens();
        using var client = new RegistryClient(registry.WithCredentials);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetManifestAsync(registry.Reference)));
        await registry.ReadBlobAsync(client);
        var request = registry.Server.RequestsOf("GET", "/token").Single();
        Assert.That(request.Target, Is.EqualTo("/token?scope=repository%3Atest%2Fimage%3Apull&service=test"));
        Assert.That(request["Authorization"], Is.EqualTo(BasicHeader));
    }

    [Test]
    public async Task A_second_challenge_field_counts_when_the_first_is_not_understood()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("GET", "/v2/", FaultAnswer.Challenge("Negotiate").With("WWW-Authenticate", registry.Challenge().Headers[0].Value));
        using var client = new RegistryClient(TestRegistry.Options);
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/token").Single()["Authorization"], Is.Null, "Nobody's token.");
    }

    [Test]
    public async Task A_token_that_is_refused_is_renewed_with_the_scopes_of_the_challenge_in_front()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("GET", "/token", FaultAnswer.Text(200, """{"access_token":"stale","token":"unused"}"""));
        registry.Server.Once("GET", "/v2/test/image/manifests", registry.Challenge("repository:more:pull"));
        using var client = new RegistryClient(TestRegistry.Options);
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test").Select(request => request["Authorization"]), Is.EqualTo(new[] { "Bearer stale", "Bearer good-token" }));
        Assert.That(
            registry.Server.RequestsOf("GET", "/token").Last().Target,
            Is.EqualTo("/token?scope=repository%3Amore%3Apull&scope=repository%3Atest%2Fimage%3Apull&service=test"));
    }

    [Test]
    public async Task A_token_is_renewed_before_it_ends()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Always("GET", "/token", _ => FaultAnswer.Text(200, """{"token":"good-token","expires_in":100}"""));
        var time = new StillTimeProvider();
        using var client = new RegistryClient(TestRegistry.Options with { TimeProvider = time });
        await client.GetManifestAsync(registry.Reference);
        time.Advance(TimeSpan.FromSeconds(80));
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/token").Count(), Is.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(15));
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/token").Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task An_identity_token_is_posted_and_got_instead_where_posting_is_not_known()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("POST", "/token", FaultAnswer.Text(200, """{"access_token":"good-token","refresh_token":"next-one"}"""), new FaultAnswer(404));
        var options = TestRegistry.Options with
        {
            Credentials = TestRegistry.CredentialsFor(registry.Server.Host, new RegistryCredential { IdentityToken = "identity" }),
        };
        using var client = new RegistryClient(options);
        await client.GetManifestAsync(registry.Reference);
        Assert.That(
            System.Text.Encoding.UTF8.GetString(registry.Server.RequestsOf("POST", "/token").Single().Body),
            Is.EqualTo("client_id=talosboot&grant_type=refresh_token&refresh_token=identity&scope=repository%3Atest%2Fimage%3Apull&service=test"));
        using var second = new RegistryClient(options);
        await second.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/token").Count(), Is.EqualTo(1));
    }

    [TestCase(400)]
    [TestCase(401)]
    public async Task A_refresh_token_that_has_expired_is_forgotten_and_the_credential_shown_again(int status)
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("GET", "/token", FaultAnswer.Text(200, """{"token":"stale","refresh_token":"expired"}"""));
        registry.Server.Always("POST", "/token", _ => FaultAnswer.Text(status, """{"error":"invalid_grant"}"""));
        using var client = new RegistryClient(registry.WithCredentials);
        await client.GetManifestAsync(registry.Reference);
        registry.Server.Once("GET", "/v2/test/image/manifests", registry.Challenge());
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("POST", "/token").Count(), Is.EqualTo(1), "It is not tried again.");
        Assert.That(registry.Server.RequestsOf("GET", "/token").Select(request => request["Authorization"]), Has.All.EqualTo(BasicHeader));
    }

    [Test]
    public async Task A_refresh_token_is_kept_when_the_token_server_is_out_of_order()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("GET", "/token", FaultAnswer.Text(200, """{"token":"stale","refresh_token":"next"}"""));
        registry.Server.Always("POST", "/token", _ => FaultAnswer.Text(403, "no"));
        using var client = new RegistryClient(registry.WithCredentials);
        Assert.That((await FailureAsync(() => client.GetManifestAsync(registry.Reference))).DiagnosticId, Is.EqualTo("TB2013"));
        registry.Server.Always("POST", "/token", _ => FaultAnswer.Text(200, """{"access_token":"good-token"}"""));
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/token").Count(), Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_refusal_is_let_go_when_no_other_token_is_given(bool isHome)
    {
        await using var registry = new TestRegistry();
        await using var elsewhere = new FaultRegistry();
        var refusal = FaultAnswer.Challenge("Bearer realm=\"ftp://auth.example/token\"");
        elsewhere.Always("GET", "/blob", _ => refusal);
        registry.Server.Always("GET", registry.BlobPath, _ => isHome ? refusal : FaultAnswer.Redirect(307, "http://cdn.example/blob"));
        using var handler = new RefusalHandler(NamedHosts.Handler(("cdn.example", elsewhere.Port))());
        using var client = new RegistryClient(TestRegistry.Options with { HandlerFactory = () => handler });
        Assert.That((await FailureAsync(() => registry.ReadBlobAsync(client))).DiagnosticId, Is.EqualTo("TB2014"));
        Assert.That((handler.Refusals, handler.Disposed), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_registry_token_is_shown_as_it_is()
    {
        await using var registry = new TestRegistry().WithTokens();
        using var client = new RegistryClient(TestRegistry.Options with
        {
            Credentials = TestRegistry.CredentialsFor(registry.Server.Host, new RegistryCredential { RegistryToken = "good-token" }),
        });
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/token"), Is.Empty);
    }

    [Test]
    public async Task Asking_again_and_again_for_tokens_ends_after_the_second_time()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Always("GET", "/v2/test", _ => registry.Challenge());
        using var client = new RegistryClient(registry.WithCredentials);
        var failure = await FailureAsync(() => client.GetManifestAsync(registry.Reference));
        Assert.That(failure.DiagnosticId, Is.EqualTo("TB2012"));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test").Count(), Is.EqualTo(2));
    }

    [TestCase("""{"token":""}""", "TB2019")]
    [TestCase("[]", "TB2019")]
    [TestCase("{", "TB2019")]
    [TestCase("""{"token":"two\r\nlines"}""", "TB2019")]
    public async Task A_token_that_is_none_is_refused(string body, string id)
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Always("GET", "/token", _ => FaultAnswer.Text(200, body));
        using var client = new RegistryClient(registry.WithCredentials);
        Assert.That((await FailureAsync(() => client.GetManifestAsync(registry.Reference))).DiagnosticId, Is.EqualTo(id));
    }

    [Test]
    public async Task A_token_server_that_refuses_or_floods_is_told()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("GET", "/token", FaultAnswer.Text(401, "no"), FaultAnswer.Text(200, new string(' ', 70_000)));
        using var client = new RegistryClient(registry.WithCredentials);
        Assert.That((await FailureAsync(() => client.GetManifestAsync(registry.Reference))).DiagnosticId, Is.EqualTo("TB2012"));
        Assert.That((await FailureAsync(() => client.GetManifestAsync(registry.Reference))).DiagnosticId, Is.EqualTo("TB2018"));
    }

    [TestCase("https://10.1.2.3/token")]
    [TestCase("https://169.254.169.254/latest/meta-data")]
    [TestCase("ftp://auth.example/token")]
    [TestCase("file:///etc/passwd")]
    [TestCase("")]
    public async Task A_realm_that_leads_inside_is_not_asked(string realm)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/", _ => FaultAnswer.Challenge($"Bearer realm=\"{realm}\",service=\"x\""));
        using var client = new RegistryClient(registry.WithCredentials);
        Assert.That((await FailureAsync(() => client.GetManifestAsync(registry.Reference))).DiagnosticId, Is.EqualTo("TB2014"));
    }

    [Test]
    public async Task A_token_server_must_not_lead_inside_and_its_new_host_sees_no_password()
    {
        await using var registry = new TestRegistry().WithTokens();
        await using var other = new FaultRegistry();
        other.Always("GET", "/other", _ => FaultAnswer.Text(200, """{"token":"good-token"}"""));
        registry.Server.Once("GET", "/token", FaultAnswer.Redirect(307, "http://10.0.0.1/token"), FaultAnswer.Redirect(302, "http://auth.example/other"));
        using var client = new RegistryClient(registry.WithCredentials with { HandlerFactory = NamedHosts.Handler(("auth.example", other.Port)) });
        Assert.That((await FailureAsync(() => client.GetManifestAsync(registry.Reference))).DiagnosticId, Is.EqualTo("TB2014"));
        await client.GetManifestAsync(registry.Reference);
        Assert.That(other.Requests.Single()["Authorization"], Is.Null);
    }

    [Test]
    public async Task A_blob_on_another_host_is_fetched_without_credentials()
    {
        await using var registry = new TestRegistry().WithTokens();
        await using var storage = new FaultRegistry();
        storage.Always("GET", "/signed", request => new FaultAnswer(200) { Body = registry.Blob });
        const string signed = "/signed/a%2Fb?sig=x%2By%3D&se=1";
        registry.Server.Always("GET", registry.BlobPath, request =>
            request["Authorization"] is null ? registry.Challenge() : FaultAnswer.Redirect(307, $"http://cdn.example{signed}"));
        using var client = new RegistryClient(registry.WithCredentials with { HandlerFactory = NamedHosts.Handler(("cdn.example", storage.Port)) });
        Assert.That(await registry.ReadBlobAsync(client), Is.EqualTo(registry.Blob));
        Assert.That(storage.Requests.Single().Target, Is.EqualTo(signed), "A signed address is sent as it is.");
        Assert.That(storage.Requests.Single()["Authorization"], Is.Null);
    }

    [Test]
    public async Task A_manifest_on_another_registry_is_fetched_with_nobodys_token_of_that_registry()
    {
        await using var factory = new TestRegistry(withImage: false).WithTokens("factory-token");
        await using var external = new TestRegistry().WithTokens("external-token");
        factory.Server.Always("GET", "/v2/test/image/manifests/", request => FaultAnswer.Redirect(307, $"http://external.example{request.Target}"));
        external.Server.Always("GET", "/v2/test", request => request["Authorization"] == "Bearer external-token" ? null
            : FaultAnswer.Challenge("Bearer realm=\"http://external.example/token\",service=\"e\",scope=\"repository:test/image:pull\""));
        using var client = new RegistryClient(factory.WithCredentials with { HandlerFactory = NamedHosts.Handler(("external.example", external.Server.Port)) });
        Assert.That((await client.GetManifestAsync(factory.Reference)).Descriptor.Digest, Is.EqualTo(external.ManifestDigest));
        Assert.That(external.Server.Requests.Select(request => request["Authorization"] ?? ""), Has.None.Contains("factory").And.None.StartsWith("Basic"));
        Assert.That(external.Server.RequestsOf("GET", "/v2/test").Last()["Accept"], Does.Contain(OciMediaTypes.Index));
    }

    [TestCase("http://10.0.0.1/blob")]
    [TestCase("http://[fe80::1]/blob")]
    [TestCase("file:///etc/passwd")]
    [TestCase("/v2/test/image/blobs/round")]
    public async Task Redirects_inside_and_in_circles_are_refused(string location)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/blobs/", _ => FaultAnswer.Redirect(307, location));
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That((await FailureAsync(() => registry.ReadBlobAsync(client))).DiagnosticId, Is.EqualTo("TB2015"));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test/image/blobs/").Count(), Is.LessThanOrEqualTo(11));
    }

    [Test]
    public async Task Credentials_that_were_renewed_meanwhile_are_shown_after_a_refusal()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/", request => request["Authorization"] == BasicHeader ? null : FaultAnswer.Challenge("Basic realm=\"x\""));
        using var client = new RegistryClient(TestRegistry.Options with { Credentials = new ChangingCredentials() });
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test").Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_search_for_credentials_that_failed_is_made_again()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options with { Credentials = new FailingCredentials() });
        Assert.That(async () => await client.GetManifestAsync(registry.Reference), Throws.TypeOf<HttpRequestException>());
        await client.GetManifestAsync(registry.Reference);
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test").Single()["Authorization"], Is.EqualTo(BasicHeader));
    }

    /// <summary>Credentials from a service that fails once.</summary>
    sealed class FailingCredentials : ICredentialProvider
    {
        int _searches;

        public async ValueTask<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return _searches++ == 0
                ? throw new HttpRequestException("the service does not answer")
                : RegistryCredential.Basic(TestRegistry.User, TestRegistry.Password);
        }
    }

    /// <summary>An old password at first, and then the right one.</summary>
    sealed class ChangingCredentials : ICredentialProvider
    {
        int _searches;

        public ValueTask<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<RegistryCredential?>(RegistryCredential.Basic(TestRegistry.User, _searches++ == 0 ? "old" : TestRegistry.Password));
    }
}
