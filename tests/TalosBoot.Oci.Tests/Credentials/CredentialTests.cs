using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Credentials;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Credentials;

/// <summary>Credentials are found where upstream's tools find them, in their order (oci.md 4).</summary>
[TestFixture]
sealed class CredentialTests
{
    const string Hub = "index.docker.io";

    TemporaryFolder _folder = null!;
    Dictionary<string, string> _variables = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _variables = [];
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    CredentialEnvironment Host => new(_folder["home"], _variables.GetValueOrDefault);

    async Task<string> FindAsync(string registry, string repository = "a/b/c") =>
        await CredentialChain.FromEnvironment(Host).FindAsync(registry, repository) is { } found
            ? $"{found.UserName}:{found.Password}{(found.IdentityToken is { } token ? $" identity {token}" : "")}{(found.RegistryToken is { } other ? $" registry {other}" : "")}"
            : "nothing";

    string Write(string path, string json) => _folder.WriteFile(path, Encoding.UTF8.GetBytes(json));

    static string Auth(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    static string Entry(string key, string text) => $"{{\"auths\":{{\"{key}\":{{\"auth\":\"{Auth(text)}\"}}}},\"HttpHeaders\":{{\"X\":\"y\"}}}}";

    void AddHelper(string name, string script)
    {
        var path = _folder.WriteFile($"bin/docker-credential-{name}", Encoding.UTF8.GetBytes("#!/bin/sh\n" + script));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _variables["PATH"] = _folder["bin"];
    }

    [Test]
    public async Task Without_files_and_variables_nothing_is_known() => Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("nothing"));

    [Test]
    public async Task Dockers_file_counts_before_Podmans_and_a_GitHub_token()
    {
        _variables["GITHUB_TOKEN"] = "t";
        _variables["XDG_RUNTIME_DIR"] = _folder["run"];
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("unset:t"));
        _variables["GITHUB_ACTOR"] = "actor";
        Assert.That(await FindAsync("ghcr.io:443"), Is.EqualTo("actor:t"));
        Assert.That(await FindAsync("ghcr.io.example.com"), Is.EqualTo("nothing"));
        Write("home/.config/containers/auth.json", Entry("ghcr.io", "config:1"));
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("config:1"));
        Write("run/containers/auth.json", Entry("ghcr.io", "runtime:2"));
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("runtime:2"));
        _variables["REGISTRY_AUTH_FILE"] = Write("auth.json", Entry("ghcr.io", "told:3"));
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("told:3"));
        Write("home/.docker/config.json", Entry("ghcr.io", "docker:4"));
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("docker:4"));
        _variables["DOCKER_CONFIG"] = _folder["other"];
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("actor:t"), "The file of DOCKER_CONFIG counts, even when it is not there.");
        Write("other/config.json", Entry("ghcr.io", "other:5"));
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("other:5"));
        _variables["DOCKER_AUTH_CONFIG"] = Entry("ghcr.io", "variable:6");
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("variable:6"));
        _variables["DOCKER_AUTH_CONFIG"] = "{]";
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("other:5"), "A variable that cannot be read is passed over.");
    }

    [TestCase("example.com", "example.com")]
    [TestCase("https://example.com/v1/", "example.com")]
    [TestCase("example.com:5000", "example.com:5000")]
    [TestCase("example.com/a/b/c", "example.com")]
    [TestCase("example.com/a/b", "example.com")]
    [TestCase("example.com/a", "example.com")]
    [TestCase("https://index.docker.io/v1/", Hub)]
    [TestCase("docker.io", Hub)]
    [TestCase("docker.io/a", Hub)]
    [TestCase("docker.io/a/b/c", Hub)]
    public async Task The_keys_of_a_file_are_understood(string key, string registry)
    {
        Write("home/.docker/config.json", Entry(key, "user:pass:word"));
        Assert.That(await FindAsync(registry), Is.EqualTo("user:pass:word"));
        Assert.That(await FindAsync("example.org"), Is.EqualTo("nothing"));
    }

    [Test]
    public async Task Dockers_key_of_Docker_Hub_counts_before_Podmans()
    {
        const string Both = "{{\"auths\":{{\"docker.io\":{{\"auth\":\"{0}\"}},\"https://index.docker.io/v1/\":{{\"auth\":\"{1}\"}}}}}}";
        Write("home/.docker/config.json", string.Format(System.Globalization.CultureInfo.InvariantCulture, Both, Auth("podman:1"), Auth("docker:2")));
        Assert.That(await FindAsync(Hub), Is.EqualTo("docker:2"));
    }

    [Test]
    public async Task The_longest_key_counts()
    {
        Write("home/.docker/config.json", $"{{\"auths\":{{\"e.com\":{{\"auth\":\"{Auth("short:1")}\"}},\"e.com/a/b\":{{\"auth\":\"{Auth("long:2")}\"}}}}}}");
        Assert.That(await FindAsync("e.com"), Is.EqualTo("long:2"));
        Assert.That(await FindAsync("e.com", "x"), Is.EqualTo("short:1"));
    }

    [Test]
    public async Task All_kinds_of_entries_are_understood()
    {
        Write("home/.docker/config.json", """
            {"auths":{"a.com":{"username":"u","password":"p"},"b.com":{"identitytoken":"i"},"c.com":{"registrytoken":"r"},"d.com":{},"e.com":{"auth":"dTpwAAA="}}}
            """);
        Assert.That(await FindAsync("a.com"), Is.EqualTo("u:p"));
        Assert.That(await FindAsync("b.com"), Is.EqualTo(": identity i"));
        Assert.That(await FindAsync("c.com"), Is.EqualTo(": registry r"));
        Assert.That(await FindAsync("d.com"), Is.EqualTo("nothing"));
        Assert.That(await FindAsync("e.com"), Is.EqualTo("u:p"), "Zeros after a password are no part of it.");
    }

    [TestCase("{]")]
    [TestCase("""{"auths":5}""")]
    [TestCase("""{"auths":{"ghcr.io":{"auth":"%%%"}}}""")]
    [TestCase("""{"auths":{"ghcr.io":{"auth":"dXNlcg=="}}}""")]
    [TestCase("""{"auths":{"ghcr.io":{"auth":"OnBhc3M="}}}""")]
    public async Task A_file_that_cannot_be_understood_is_an_error(string json)
    {
        Write("home/.docker/config.json", json);
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await FindAsync("ghcr.io"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2020"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_helper_is_asked_with_the_key_on_its_input()
    {
        AddHelper("echo", "read -r key || true\nprintf '{\"ServerURL\":\"x\",\"Username\":\"%s\",\"Secret\":\"%s\"}' \"$key\" \"$1\"\n");
        AddHelper("identity", "printf '{\"Username\":\"<token>\",\"Secret\":\"s\"}'\n");
        Write("home/.docker/config.json", """{"credsStore":"identity","credHelpers":{"one.com":"echo","https://index.docker.io/v1/":"echo"}}""");
        Assert.That(await FindAsync("other.com"), Is.EqualTo(": identity s"));
        Write("home/.docker/config.json", """{"credHelpers":{"one.com":"echo","https://index.docker.io/v1/":"echo"}}""");
        Assert.That(await FindAsync("one.com"), Is.EqualTo("one.com:get"));
        Assert.That(await FindAsync(Hub, "library/x"), Is.EqualTo("https://index.docker.io/v1/:get"));
        Assert.That(await FindAsync("other.com"), Is.EqualTo("nothing"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task A_helper_that_knows_nothing_is_no_error()
    {
        AddHelper("none", "echo 'credentials not found in native keychain'\nexit 1\n");
        Write("home/.docker/config.json", """{"credsStore":"none"}""");
        _variables["GITHUB_TOKEN"] = "t";
        Assert.That(await FindAsync("ghcr.io"), Is.EqualTo("unset:t"));
    }

    [TestCase("echo 'secret-in-output'; exit 1")]
    [TestCase("echo 'secret-in-output'")]
    [TestCase("exec sleep 30")]
    [TestCase("while :; do echo 0123456789012345678901234567890123456789012345678901234567890123456789; done")]
    [Platform(Exclude = "Win")]
    public async Task A_helper_that_fails_is_an_error_that_tells_nothing_of_its_output(string script)
    {
        AddHelper("bad", script + "\n");
        _variables["PATH"] += ":" + Environment.GetEnvironmentVariable("PATH");
        Write("home/.docker/config.json", """{"credsStore":"bad"}""");
        var provider = new DockerCredentials(Host, TimeSpan.FromSeconds(1));
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await provider.FindAsync("ghcr.io", "a"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2021"));
        Assert.That(failure.ToString(), Does.Not.Contain("secret-in-output"));
    }

    [TestCase("missing")]
    [TestCase("../../bin/sh")]
    public async Task A_helper_that_is_not_on_the_path_is_an_error(string name)
    {
        Write("home/.docker/config.json", $"{{\"credsStore\":\"{name}\"}}");
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await FindAsync("ghcr.io"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2021"));
    }
}
