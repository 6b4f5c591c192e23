using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Registry;
using TalosBoot.Profiles;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Tests.Assets;

/// <summary>An initramfs that is built from a registry, Debian's, has the bytes of one that is built from a layout.</summary>
[NonParallelizable]
public sealed class RegistryBuildTests
{
    const string User = "builder";
    const string Password = "s3cret-Passw0rd";

    static readonly string Extension = DemoRelease.Reference("demo-hello", "v1.0.0");
    static readonly string[] Images = [DemoRelease.Reference("imager"), Extension];

    readonly TemporaryFolder _folder = new();
    Digest _expected;

    [OneTimeSetUp]
    public async Task BuildFromTheLayoutAsync()
    {
        await using var engine = DemoEngine.Create();
        _expected = await BuildAsync(engine, new ContainerAsset { ImageRef = Extension });
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Without_authentication_also_when_the_references_name_another_registry()
    {
        using var registry = DockerRegistry.Start(_folder);
        Push(registry);
        await using (var engine = Engine(registry))
        {
            Assert.That(await BuildAsync(engine, At(registry, Extension)), Is.EqualTo(_expected));
        }

        await using var mirrored = TalosBootEngine.Create(options => options.Registry = new RegistryOptions
        {
            Mirrors = new Dictionary<string, RegistryMirrors>
            {
                ["ghcr.io"] = new() { SkipFallback = true, Endpoints = [new RegistryMirror(new Uri($"http://{registry.Host}"))] },
            },
        });
        Assert.That(await BuildAsync(mirrored, new ContainerAsset { ImageRef = Extension }), Is.EqualTo(_expected));
    }

    [Test]
    public async Task With_a_user_and_a_password()
    {
        ForeignTool.Run("htpasswd", "-Bbc", _folder["users"], User, Password);
        using var registry = DockerRegistry.Start(_folder, $"auth:\n  htpasswd:\n    realm: test\n    path: {_folder["users"]}");
        Push(registry, $"--dest-creds={User}:{Password}");
        await using (var nobody = Engine(registry))
        {
            var failure = await Assert.ThrowsAsync<RegistryException>(async () => await BuildAsync(nobody, At(registry, Extension)));
            Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2012"));
        }

        await using var engine = Engine(registry, options => options.Registry = WithUser(registry));
        Assert.That(await BuildAsync(engine, At(registry, Extension)), Is.EqualTo(_expected));
    }

    [Test]
    public async Task With_tokens()
    {
        await using var tokens = new TokenServer(User, Password);
        using var registry = DockerRegistry.Start(_folder, tokens.Configuration(_folder));
        Push(registry, $"--dest-creds={User}:{Password}");
        await using var engine = Engine(registry, options => options.Registry = WithUser(registry));
        Assert.That(await BuildAsync(engine, At(registry, Extension)), Is.EqualTo(_expected));
    }

    [Test]
    public async Task With_a_certificate_of_nobody_where_insecure_is_forced()
    {
        using var certificate = SelfSigned.Certificate("registry.test");
        using var plain = DockerRegistry.Start(_folder);
        using var secure = DockerRegistry.Start(_folder, certificate: certificate);
        Push(plain);
        Push(secure);
        await using var engine = Engine(plain);
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await BuildAsync(engine, At(secure, Extension)));
        Assert.That(failure!.Message, Does.Contain("certificate"), failure.DiagnosticId);
        Assert.That(await BuildAsync(engine, At(secure, Extension) with { ForceInsecure = true }), Is.EqualTo(_expected));
        await using var trusting = Engine(secure, options => options.Registry = new RegistryOptions { CertificateAuthorities = [certificate] });
        Assert.That(await BuildAsync(trusting, At(secure, Extension)), Is.EqualTo(_expected));
    }

    [Test]
    public async Task From_the_cache_when_the_registry_has_ended_and_all_is_named_by_digest()
    {
        var cache = _folder["cache"];
        ContainerAsset pinned;
        var imager = string.Empty;
        using (var registry = DockerRegistry.Start(_folder))
        {
            Push(registry);
            pinned = Pin(registry, Extension);
            imager = Pin(registry, DemoRelease.Reference("imager")).ImageRef;
            await using var engine = Engine(registry, options => (options.CacheDirectory, options.ImagerImage) = (cache, imager));
            Assert.That(await BuildAsync(engine, pinned), Is.EqualTo(_expected));
        }

        await using var offline = TalosBootEngine.Create(options =>
            (options.CacheDirectory, options.ImagerImage, options.Registry) = (cache, imager, new RegistryOptions { MaximumAttempts = 1 }));
        Assert.That(await BuildAsync(offline, pinned), Is.EqualTo(_expected));
    }

    [Test]
    public async Task An_image_for_another_architecture_alone_is_used_with_a_warning()
    {
        using var registry = DockerRegistry.Start(_folder);
        Push(registry);
        var single = $"{registry.Host}/single/demo-hello:v1";
        ForeignTool.Run(
            "skopeo", "copy", "--override-arch=arm64", "--preserve-digests", "--dest-tls-verify=false", $"oci:{DemoRelease.Folder}:{Extension}", $"docker://{single}");
        using var log = new RecordingLogger();
        await using var engine = Engine(registry, options => options.LoggerFactory = log);
        await BuildAsync(engine, new ContainerAsset { ImageRef = single });
        Assert.That(log.Messages, Has.Some.EqualTo($"Warning The container image {single} is for arm64, and used for amd64, as it is there for nothing else."));
    }

    static async Task<Digest> BuildAsync(TalosBootEngine engine, ContainerAsset extension)
    {
        using var asset = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)
            .Customize(custom => custom.AddExtensionImage(extension)).AsInitramfs().PlanAsync();
        return Digest.Sha256(asset.Content);
    }

    static TalosBootEngine Engine(DockerRegistry registry, Action<TalosBootOptions>? configure = null) => TalosBootEngine.Create(options =>
    {
        options.ImagerImage = At(registry, "ghcr.io/siderolabs/imager:{version}").ImageRef;
        options.Registry = new RegistryOptions();
        configure?.Invoke(options);
    });

    static RegistryOptions WithUser(DockerRegistry registry) => new()
    {
        Credentials = new StaticCredentials(new Dictionary<string, RegistryCredential> { [registry.Host] = RegistryCredential.Basic(User, Password) }),
    };

    static ContainerAsset At(DockerRegistry registry, string reference) =>
        new() { ImageRef = reference.Replace("ghcr.io", registry.Host, StringComparison.Ordinal) };

    static ContainerAsset Pin(DockerRegistry registry, string reference)
    {
        var tagged = At(registry, reference).ImageRef;
        var digest = ForeignTool.Run("skopeo", "inspect", "--tls-verify=false", "--format={{.Digest}}", $"docker://{tagged}").Output.Trim();
        return new ContainerAsset { ImageRef = $"{tagged}@{digest}" };
    }

    static void Push(DockerRegistry registry, params string[] options)
    {
        foreach (var reference in Images)
        {
            ForeignTool.Run(
                "skopeo", ["copy", "--quiet", "--preserve-digests", "--dest-tls-verify=false", .. options, $"oci:{DemoRelease.Folder}:{reference}", $"docker://{At(registry, reference).ImageRef}"]);
        }
    }
}
