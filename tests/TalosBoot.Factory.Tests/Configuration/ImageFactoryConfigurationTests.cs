using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Configuration;

/// <summary>Configuration as upstream's operators write it (factory.md 15).</summary>
[TestFixture]
internal sealed class ImageFactoryConfigurationTests
{
    static readonly Dictionary<string, string> NoVariables = [];

    [TestCase("config.yaml")]
    [TestCase("config.json")]
    public void Reads_the_configuration_that_the_recordings_were_made_with(string name)
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(RepositoryPaths.Vector("real", "factory", "setup", name))
            .Replace("${REGISTRY}", "127.0.0.1:5000", StringComparison.Ordinal).Replace("${LISTEN}", "127.0.0.1:8080", StringComparison.Ordinal)
            .Replace("${METRICS}", "127.0.0.1:2122", StringComparison.Ordinal).Replace("${KEYS}", "/keys", StringComparison.Ordinal);

        var configuration = ImageFactoryConfiguration.Load([folder.WriteFile(name, Encoding.UTF8.GetBytes(text))], NoVariables);

        var options = configuration.Options;
        Assert.Multiple(() =>
        {
            Assert.That(options.Http.ListenAddress, Is.EqualTo("127.0.0.1:8080"));
            Assert.That(options.Build.BrokenTalosVersions, Is.EqualTo(new[] { "1.11.1" }));
            Assert.That(options.ContainerSignature.IsDisabled, Is.True);
            Assert.That(options.Cache.Repository, Is.EqualTo(new RepositoryName("127.0.0.1:5000", "image-factory/cache") { IsInsecure = true }));
            Assert.That(options.Artifacts.Schematics!.ToString(), Is.EqualTo("127.0.0.1:5000/image-factory/schematics"));
            Assert.That(options.Artifacts.Installers!.Below("installer", "id").ToString(), Is.EqualTo("127.0.0.1:5000/factory/installer/id"));
            Assert.That(options.Cache.SigningKeyFile, Is.EqualTo("/keys/cache.pem"));
            Assert.That(configuration.IgnoredKeys, Has.Some.StartsWith("enterprise."));
            Assert.That(configuration.IgnoredKeys, Has.None.StartsWith("http.").And.None.StartsWith("artifacts."));
            Assert.That(configuration.UnknownKeys, Is.Empty);
        });
    }

    [Test]
    public void Reads_files_of_variables_as_shells_have_them()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("a.env", """
            # A comment
            export IF_STORAGE_FOLDER=/x#y # and one behind a value

            IF_METRICS_ADDR="" # none
            IF_CACHE_SIGNINGKEYPATH = '/a #b'
            IF_HTTP_ALLOWEDORIGINS=["a", "b"]
            OTHER=1
            """u8.ToArray());

        var configuration = ImageFactoryConfiguration.Load([file], NoVariables);

        var options = configuration.Options;
        Assert.That((options.Storage.Folder, options.MetricsAddress, options.Cache.SigningKeyFile), Is.EqualTo(("/x#y", string.Empty, "/a #b")));
        Assert.That(options.Http.AllowedOrigins, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(configuration.UnknownKeys, Is.Empty);
    }

    [TestCase("IF_STORAGE_FOLDER")]
    [TestCase("=x")]
    [TestCase("IF_STORAGE_FOLDER='x")]
    [TestCase("IF_STORAGE_FOLDER='x' y")]
    public void Tells_the_line_of_a_file_that_is_no_variable(string line)
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("a.env", Encoding.UTF8.GetBytes($"\n{line}\n"));

        Assert.That(
            () => ImageFactoryConfiguration.Load([file], NoVariables),
            Throws.TypeOf<ImageFactoryConfigurationException>().With.Message.Contains($"{file}: line 2 is no variable"));
    }

    [Test]
    public void Lets_later_sources_override_earlier_ones_whatever_the_case_of_their_keys()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("a.yaml", "http:\n  httpListenAddr: 1.1.1.1:1\n  allowedOrigins: [a, b]\n"u8.ToArray());
        var variables = new Dictionary<string, string>
        {
            ["IF_HTTP_HTTPLISTENADDR"] = "2.2.2.2:2",
            ["IF_HTTP_ALLOWEDORIGINS"] = """["c"]""",
            ["IF_CACHE_SIGNINGKEYPATH"] = "{not json",
            ["OTHER_HTTP_CERTFILE"] = "x",
        };

        var http = ImageFactoryConfiguration.Load([$"{file},env=IF_"], variables).Options;

        Assert.That((http.Http.ListenAddress, http.Http.AllowedOrigins[0], http.Http.AllowedOrigins.Count), Is.EqualTo(("2.2.2.2:2", "c", 1)));
        Assert.That((http.Cache.SigningKeyFile, http.Http.CertificateFile), Is.EqualTo(("{not json", "")));
    }

    [TestCase("registry:\n  jobs: 10", "registry.jobs must be >= 64 if set, got 10")]
    [TestCase("registry:\n  jobs: many", "registry.jobs must be a number")]
    [TestCase("audit:\n  mode: syslog", "audit.mode must be one of [ file log], got \"syslog\"")]
    [TestCase("authentication:\n  enabled: true", "authentication.htpasswdPath is required")]
    [TestCase("authentication:\n  provider: ldap", "authentication.provider must be one of [htpasswd auth0], got \"ldap\"")]
    [TestCase("http:\n  externalURL: ftp://x/", "http.externalURL must have http or https scheme, got \"ftp\"")]
    [TestCase("http:\n  externalURL: ''", "http.externalURL is required")]
    [TestCase("http:\n  externalPXEURL: pxe.example.com", "http.externalPXEURL must have http or https scheme, got \"\"")]
    [TestCase("build:\n  minTalosVersion: v1.2.0", "build.minTalosVersion: \"v1.2.0\" is no version")]
    [TestCase("build:\n  brokenTalosVersions: 1.11.1,1.11.2", "build.brokenTalosVersions: \"1.11.1,1.11.2\" is no version")]
    [TestCase("artifacts:\n  talosVersionRecheckInterval: 5 parsecs", "artifacts.talosVersionRecheckInterval must be a duration")]
    [TestCase("{{{", "a.yaml")]
    [TestCase("secureBoot:\n  enabled: true", "secureBoot.enabled needs a signing key")]
    [TestCase("cache:\n  s3: {enabled: true}", "cache.s3.enabled needs cache.oci")]
    [TestCase("cache:\n  oci: h.example/c\n  s3: {enabled: true, bucket: ''}", "cache.s3.bucket is required")]
    [TestCase("cache:\n  s3: {endpoint: 'https://s3.example'}", "cache.s3.endpoint must be HOST or HOST:PORT without a scheme, got \"https://s3.example\"")]
    [TestCase("cache:\n  s3: {presignedURLTTL: 169h}", "cache.s3.presignedURLTTL must be more than 0 and at most 168h, got 7.01:00:00")]
    [TestCase("cache:\n  cdn: {enabled: true, trimPrefix: /a}", "cache.cdn.host is required")]
    [TestCase("cluster:\n  kubernetes: true", "cluster.kubernetes needs cluster.redis or cluster.postgresql")]
    [TestCase("cache:\n  cdn: {enabled: true, host: cdn.example}", "cache.cdn.trimPrefix is required")]
    [TestCase("build:\n  maxConcurrency: 0", "build.maxConcurrency must be 1 or more, got 0")]
    [TestCase("build:\n  maxQueueLength: -1", "build.maxQueueLength must be 0 or more, got -1")]
    [TestCase("build:\n  timeLimit: 0s", "build.timeLimit must be more than 0 and at most 168h, got 00:00:00")]
    [TestCase("build:\n  timeLimit: 2000h", "build.timeLimit must be more than 0 and at most 168h, got 83.08:00:00")]
    [TestCase("build:\n  preWarm: [metal-amd64.iso]", "build.preWarm: \"metal-amd64.iso\" is no asset")]
    [TestCase("storage:\n  maxAssetSize: -1", "storage.maxAssetSize must be 1 or more, got -1")]
    [TestCase("storage:\n  maxSchematicSize: 0", "storage.maxSchematicSize must be 1 or more, got 0")]
    [TestCase("storage:\n  maxDownloadSize: -9", "storage.maxDownloadSize must be 1 or more, got -9")]
    [TestCase("features:\n  maxSchematicLength: -5", "features.maxSchematicLength must be 1 or more, got -5")]
    [TestCase("cache:\n  schematic: {capacity: 0}", "cache.schematic.capacity must be 1 or more, got 0")]
    [TestCase("cache:\n  schematic: {negativeTTL: -1s}", "cache.schematic.negativeTTL must be 0 or more, got -00:00:01")]
    [TestCase("audit:\n  file: {maxSizeMB: 0}", "audit.file.maxSizeMB must be 1 or more, got 0")]
    [TestCase("audit:\n  file: {maxBackups: 0}", "audit.file.maxBackups must be 1 or more, got 0")]
    [TestCase("artifacts:\n  talosVersionRecheckInterval: -1m", "artifacts.talosVersionRecheckInterval must be 0 or more, got -00:01:00")]
    [TestCase("artifacts:\n  core: {registry: 'https://ghcr.io'}", "artifacts.core.registry and namespace: \"https://ghcr.io/component\" is no name of a repository")]
    [TestCase("artifacts:\n  core: {components: {imager: 'imager:v1'}}", "artifacts.core.components.imager: ")]
    [TestCase("cache:\n  oci: {registry: 'a b'}", "cache.oci: \"a b/siderolabs/image-factory/cache\" is no name of a repository")]
    [TestCase("cache:\n  oci: [h.example/cache]", "cache.oci must be HOST/PATH, or registry, namespace, repository and insecure")]
    [TestCase("artifacts:\n  installer: {internal: 'h.example/Upper'}", "artifacts.installer.internal: \"h.example/Upper/installer\" is no name of a repository")]
    [TestCase("containerSignature:\n  subjectRegExp: '('", "containerSignature.subjectRegExp: ")]
    [TestCase("containerSignature:\n  issuerRegExp: '[a'", "containerSignature.issuerRegExp: ")]
    [TestCase("http:\n  allowedOrigins: ['https://*.*.example']", "http.allowedOrigins: \"https://*.*.example\" has more than one *")]
    [TestCase("secureBoot: {enabled: true, file: {signingKeyPath: k, pcrKeyPath: p}}", "secureBoot.file needs both signingKeyPath and signingCertPath")]
    [TestCase("cluster:\n  port: 70000", "cluster.port must be between 1 and 65535, got 70000")]
    public void Refuses_what_cannot_be_used(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("a.yaml", Encoding.UTF8.GetBytes(text));

        Assert.That(() => ImageFactoryConfiguration.Load([file], NoVariables), Throws.TypeOf<ImageFactoryConfigurationException>().With.Message.Contains(problem));
    }

    [Test]
    public void Refuses_auth0_in_one_sentence()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("a.yaml", "authentication: {enabled: true, provider: auth0, auth0: {domain: example.com}}"u8.ToArray());

        var refused = Assert.Throws<ImageFactoryConfigurationException>(() => ImageFactoryConfiguration.Load([file], NoVariables))!;

        Assert.That(refused.Problems, Is.EqualTo(new[] { "authentication.provider auth0 is not supported here. Use htpasswd, or the host's own authentication." }));
    }

    [Test]
    public void Tells_keys_of_upstream_without_effect_from_those_that_nobody_knows()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("a.yaml", """
            http: {externalUrl: 'http://localhost/', listenAddress: ':80'}
            enterprise: {scanner: {cache: {ttl: 1m}}}
            registry: {debug: true}
            artifacts: {core: {foldr: /releases}}
            cache: {oci: {registry: h.example, repo: cache}}
            """u8.ToArray());

        var read = ImageFactoryConfiguration.Load([file], NoVariables);

        Assert.That(read.IgnoredKeys, Is.EquivalentTo(new[] { "enterprise.scanner.cache.ttl", "registry.debug" }));
        Assert.That(read.UnknownKeys, Is.EquivalentTo(new[]
        {
            new UnknownKey("http.listenAddress", null), new UnknownKey("artifacts.core.foldr", "artifacts.core.folder"), new UnknownKey("cache.oci.repo", null),
        }));
    }

    [Test]
    public void Tells_all_problems_at_once()
    {
        var options = new ImageFactoryOptions { RegistryJobs = 1 };
        options.Http.ExternalUrl = "gopher://x";

        Assert.That(
            () => new Microsoft.Extensions.DependencyInjection.ServiceCollection().AddImageFactory(options),
            Throws.TypeOf<ImageFactoryConfigurationException>().With.Property(nameof(ImageFactoryConfigurationException.Problems)).Count.EqualTo(2)
                .And.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.FactoryConfiguration));
    }

    [Test]
    public void Reads_a_bucket_and_its_delivery_network()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("a.yaml", """
            cache:
              oci: h.example/cache
              s3: {enabled: true, bucket: assets, endpoint: 's3.example:9000', region: eu-1, insecure: true, presignedURLTTL: 90m}
              cdn: {enabled: true, host: cdn.example, trimPrefix: /assets}
            """u8.ToArray());

        var read = ImageFactoryConfiguration.Load([file], NoVariables);

        var bucket = read.Options.Cache.Bucket;
        Assert.That((read.IgnoredKeys, read.UnknownKeys), Is.EqualTo((Array.Empty<string>(), Array.Empty<UnknownKey>())));
        Assert.That(
            (bucket.IsEnabled, bucket.Name, bucket.Endpoint, bucket.Region, bucket.IsInsecure, bucket.PresignedLifetime),
            Is.EqualTo((true, "assets", "s3.example:9000", "eu-1", true, TimeSpan.FromMinutes(90))));
        Assert.That((bucket.IsDelivered, bucket.DeliveryHost, bucket.DeliveryTrimPrefix), Is.EqualTo((true, "cdn.example", "/assets")));
    }

    [Test]
    public void Refuses_to_run_with_a_bucket_that_nothing_uses()
    {
        var options = new ImageFactoryOptions();
        (options.Http.ExternalUrl, options.Cache.Repository, options.Cache.Bucket.IsEnabled) = ("http://localhost/", new RepositoryName("h.example", "cache"), true);
        options.ContainerSignature.IsDisabled = true;
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.Services.AddImageFactory(options);
        using var app = builder.Build();

        Assert.That(() => app.MapImageFactory(), Throws.TypeOf<ImageFactoryConfigurationException>().With.Message.Contains("AddImageFactoryS3"));
    }

    [TestCase("15m", ExpectedResult = 900_000)]
    [TestCase("1h30m", ExpectedResult = 5_400_000)]
    [TestCase("1.5s", ExpectedResult = 1500)]
    [TestCase("250ms", ExpectedResult = 250)]
    [TestCase("3000000", ExpectedResult = 3)]
    [TestCase("-1s", ExpectedResult = -1000)]
    [TestCase("", ExpectedResult = null)]
    [TestCase("5", ExpectedResult = 0)]
    [TestCase("5 m", ExpectedResult = null)]
    [TestCase("m", ExpectedResult = null)]
    [TestCase("999999999999h", ExpectedResult = null)]
    public double? Reads_durations_as_Go_writes_them(string text) => GoDuration.TryParse(text, out var duration) ? Math.Truncate(duration.TotalMilliseconds) : null;

    [TestCase("127.0.0.1:5000/nginx", ExpectedResult = "127.0.0.1:5000/nginx")]
    [TestCase("library/golang", ExpectedResult = "ghcr.io/library/golang")]
    [TestCase("example.com/a/b/c", ExpectedResult = "example.com/a/b/c")]
    [TestCase("cache", ExpectedResult = "ghcr.io/cache")]
    public string Reads_a_repository_that_is_written_as_one_text(string text) => RepositoryName.Parse(text, "ghcr.io").ToString();
}
