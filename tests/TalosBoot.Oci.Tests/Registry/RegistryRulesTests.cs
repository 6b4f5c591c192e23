using CsCheck;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Oci.Registry.Authorization;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Rules that need no server: schemes, challenges, addresses in messages (oci.md 2.1, 3.1, 6).</summary>
[TestFixture]
sealed class RegistryRulesTests
{
    [TestCase("foo.svc.localhost:1234", true)]
    [TestCase("foo.svc.local:1234", false)]
    [TestCase("registry.local", false)]
    [TestCase("localhost", false)]
    [TestCase("localhost:8080", true)]
    [TestCase("127.0.0.1", true)]
    [TestCase("127.0.0.1:5000", true)]
    [TestCase("127.0.0.1.evil.com", false)]
    [TestCase("my127.0.0.1registry.io", false)]
    [TestCase("::1", true)]
    [TestCase("[::1]:5000", true)]
    [TestCase("[2001:db8::1]:5000", false)]
    [TestCase("10.2.3.4:5000", true)]
    [TestCase("10.256.0.0:5000", false)]
    [TestCase("172.16.3.4:3000", true)]
    [TestCase("172.32.3.4:3000", false)]
    [TestCase("192.168.3.4", true)]
    [TestCase("gcr.io", false)]
    public void Http_is_allowed_for_the_hosts_of_upstreams_rules(string registry, bool expected) =>
        Assert.That(RegistryScheme.AllowsHttp(registry), Is.EqualTo(expected));

    [TestCase("https://10.0.0.1/token", true)]
    [TestCase("https://127.1/token", true)]
    [TestCase("https://169.254.169.254/latest", true)]
    [TestCase("https://[fe80::1]/", true)]
    [TestCase("https://[::ffff:192.168.0.1]/", true)]
    [TestCase("https://[fd00::1]/", true)]
    [TestCase("https://0.0.0.0/", true)]
    [TestCase("https://127\u30020\u30020\u30021/", true, Description = "An ideographic full stop is a dot for the domain name system.")]
    [TestCase("https://8.8.8.8/", false)]
    [TestCase("https://auth.example.com/", false)]
    public void Addresses_of_private_networks_are_known(string address, bool expected) =>
        Assert.That(RegistryScheme.IsPrivateLiteral(new Uri(address)), Is.EqualTo(expected));

    /// <summary>A <see cref="Uri"/> takes them, and throws when somebody asks for their host as it is looked up.</summary>
    [TestCase("https://")]
    [TestCase("//")]
    public void A_host_that_cannot_be_looked_up_is_no_address(string scheme)
    {
        var address = $"{scheme}\u00fc.{string.Join('.', Enumerable.Repeat("exampleother", 30))}/x";
        var registry = new Uri("https://registry.example.com/v2/");
        Assert.That(
            () => RedirectRules.Combine(registry, address), Throws.TypeOf<RegistryException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.RedirectRefused));
        Assert.That(
            () => TokenServerRules.Check(address.StartsWith('/') ? $"https:{address}" : address, registry),
            Throws.TypeOf<RegistryException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.TokenServerRefused));
        Assert.That(RedirectRules.Combine(registry, "//b\u00fccher.example.com/x").IdnHost, Is.EqualTo("xn--bcher-kva.example.com"));
    }

    [Test]
    public void A_challenge_is_read_with_its_quotes_and_escapes()
    {
        var challenge = AuthenticationChallenge.Parse(
            "Bearer realm=\"https://auth.example.com/token\",service=\"registry.example.com\",other=fun,slashed=\"he\\\"\\l\\lo\"")!;
        Assert.That(challenge.Scheme, Is.EqualTo("bearer"));
        Assert.That(challenge["realm"], Is.EqualTo("https://auth.example.com/token"));
        Assert.That(challenge["service"], Is.EqualTo("registry.example.com"));
        Assert.That(challenge["other"], Is.EqualTo("fun"));
        Assert.That(challenge["slashed"], Is.EqualTo("he\"llo"));
    }

    [TestCase("bearer", "Negotiate", "Bearer realm=\"x\"")]
    [TestCase("basic", "Digest realm=x", "Basic realm=y", "Bearer realm=z")]
    [TestCase("digest", "Digest realm=x")]
    [TestCase(null, "", "\"")]
    public void The_first_challenge_that_is_understood_counts(string? scheme, params string[] headers) =>
        Assert.That(AuthenticationChallenge.Choose(headers)?.Scheme, Is.EqualTo(scheme));

    [Test]
    public void What_cannot_be_read_ends_a_challenge_and_keeps_what_came_before()
    {
        var challenge = AuthenticationChallenge.Parse("Basic realm=\"a\", =b, service=\"c\"")!;
        Assert.That(challenge.Parameters.Keys, Is.EqualTo(new[] { "realm" }));
    }

    [Test]
    public void Signed_queries_and_users_are_not_told() => Assert.That(
        UrlRedaction.Redact(new Uri("https://user:secret@cdn.example.com:8443/a?sig=abc&n=5&last=x&token")),
        Is.EqualTo("https://cdn.example.com:8443/a?sig=REDACTED&n=5&last=x&REDACTED"));

    [Test]
    public void Any_challenge_is_read_or_passed_over() => Gen.String["Bb,=\"\\ \tx;"].Sample(text =>
        AuthenticationChallenge.Parse(text) is not { } challenge || challenge.Parameters.All(parameter => parameter.Value.Length > 0));

    [Test]
    public void Options_out_of_their_range_are_told_all_at_once()
    {
        Assert.That(new RegistryOptions().FindProblems(), Is.Empty);
        var options = new RegistryOptions { MaximumAttempts = 0, UploadChunkSize = 0, StallTimeout = TimeSpan.Zero, RetryDelay = TimeSpan.FromSeconds(-1) };
        Assert.That(() => new RegistryClient(options), Throws.ArgumentException.With.Message.StartsWith(
            "MaximumAttempts is 0; it is 1 or more. UploadChunkSize is 0; it is 1 or more. StallTimeout is 00:00:00; it is longer than nothing. RetryDelay is -00:00:01; it is 0 or more."));
    }
}
