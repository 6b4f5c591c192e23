using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Configuration;
using TalosBoot.Profiles;
using TalosBoot.Samples.Signing;
using TalosBoot.Signing.AwsKms.Tests;
using TalosBoot.Signing.AzureKeyVault.Tests;
using TalosBoot.Signing.Grpc.Tests;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>Secure Boot assets that are signed by services which the configuration names under upstream's keys, and under ours.</summary>
[TestFixture]
internal sealed class SigningServicesTests
{
    const string Uki = "/image/376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba/v1.12.0/metal-amd64-secureboot-uki.efi";

    TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void CreateFolder()
    {
        ForeignTool.Require("sbverify");
        _folder = new TemporaryFolder();
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder?.Dispose();

    [Test]
    public async Task Signs_with_Azure_Key_Vault()
    {
        using var vault = new ScriptedVault();
        await CheckAsync("azure", "azureKeyVault: {url: 'https://talos.vault.azure.net', certificateName: uki, keyName: pcr}", vault, vault.Certificate);

        Assert.That(vault.Calls, Has.Some.Contains("/keys/uki/v1/sign").And.Some.Contains("/keys/pcr/v2/sign"));
        Assert.That(vault.Calls, Has.All.Contains("Bearer the-token"));
    }

    [Test]
    public async Task Signs_with_AWS_KMS()
    {
        using var aws = new ScriptedAws();
        await CheckAsync(
            "aws", "awsKMS: {keyID: the-key, pcrKeyID: the-pcr-key, certARN: 'arn:aws:acm:eu-west-1:1:certificate/1', region: eu-west-1}", aws, aws.Certificate);

        Assert.That(aws.Bodies, Has.Some.Contains("\"the-key\"").And.Some.Contains("\"the-pcr-key\""));
        Assert.That(aws.Calls, Has.All.Contains("eu-west-1"));
    }

    [Test]
    public async Task Signs_with_signerd()
    {
        await using var signer = await SignerServer.StartAsync(_folder["signer.sock"]);
        await CheckAsync("signerd", $"signerAddress: 'unix://{_folder["signer.sock"]}'", new HttpClientHandler(), signer.Certificate);

        Assert.That(signer.Requests, Has.Count.GreaterThan(2), "programs and predictions of PCR 11");
    }

    [Test]
    public async Task Signs_with_a_PKCS11_token()
    {
        const string Module = "/usr/lib/softhsm/libsofthsm2.so";
        ForeignTool.Require("softhsm2-util");
        ForeignTool.Require("pkcs11-tool");
        ForeignTool.Require(Module);
        Directory.CreateDirectory(_folder["tokens"]);
        var environment = new Dictionary<string, string>
        {
            ["SOFTHSM2_CONF"] = _folder.WriteFile("softhsm2.conf", Encoding.UTF8.GetBytes($"directories.tokendir = {_folder["tokens"]}\nlog.level = ERROR\n")),
        };
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("O=Token", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (keyFile, certificateFile) = (_folder.WriteFile("key.pem", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())), _folder.WriteFile("cert.der", certificate.RawData));
        void Run(string tool, params string[] arguments) => ForeignTool.Run("env", [$"SOFTHSM2_CONF={environment["SOFTHSM2_CONF"]}", tool, .. arguments]);
        Run("softhsm2-util", "--init-token", "--free", "--label", "factory", "--pin", "4711", "--so-pin", "so-secret");
        Run("softhsm2-util", "--import", keyFile, "--token", "factory", "--pin", "4711", "--label", "uki", "--id", "a1");
        Run("pkcs11-tool", "--module", Module, "--token-label", "factory", "--login", "--pin", "4711", "--write-object", certificateFile, "--type", "cert", "--label", "uki", "--id", "a1");
        using var inner = new TemporaryFolder();
        using var process = new FactoryProcess(
            inner, $"secureBoot: {{enabled: true, signerAddress: 'pkcs11:token=factory;object=uki?module-path={Module}&pin-value=4711'}}", environment);

        await process.StartAsync();
        await process.CreateSchematicAsync("{}");
        await VerifyAsync(process.Http, "token", certificate.RawData);
    }

    [TestCase(3600, 1)]
    [TestCase(30, 2)]
    public async Task Keeps_a_token_of_Azure_as_long_as_it_lasts(int seconds, int logins)
    {
        using var vault = new ScriptedVault();
        using var login = new Login(vault) { Answer = $$"""{"access_token":"the-token","expires_in":{{seconds}}}""" };
        using var client = new HttpClient(login);
        var services = new SigningServices(client, Environment);
        for (var build = 0; build < 2; build++)
        {
            await using var signer = (RemoteSecureBootSigner)services.FindSecureBootSigner(Vault)!;
            await signer.GetCertificateAsync();
        }

        Assert.That(login.Count, Is.EqualTo(logins));
    }

    [TestCase("login.example")]
    [TestCase("http://login.example")]
    public async Task Shows_the_secret_of_Azure_to_nobody_without_TLS(string authority)
    {
        using var vault = new ScriptedVault();
        using var login = new Login(vault);
        using var client = new HttpClient(login);
        var services = new SigningServices(client, variable => variable == "AZURE_AUTHORITY_HOST" ? authority : Environment(variable));
        await using var signer = (RemoteSecureBootSigner)services.FindSecureBootSigner(Vault)!;
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await signer.GetCertificateAsync());
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerConfigurationInvalid));
        Assert.That((login.Count, vault.Calls.Count), Is.EqualTo((0, 0)));
    }

    [TestCase("pkcs11:")]
    [TestCase("PKCS11:")]
    public void Takes_a_PKCS11_uri_in_any_case_for_one_and_shows_no_PIN(string scheme)
    {
        using var client = new HttpClient();
        var services = new SigningServices(client, _ => null);
        Assert.That(
            () => services.FindSecureBootSigner(new ProfileSigner { SignerAddress = $"{scheme}object=uki?pin-value=987654" }),
            Throws.TypeOf<SigningException>().With.Message.Contains("nothing names the PKCS#11 module").And.Message.Not.Contains("987654"));
    }

    [Test]
    public async Task Enrolls_Microsofts_certificates_where_a_folder_has_them()
    {
        var keys = RepositoryPaths.Vector("real", "factory", "setup", "keys");
        var files = $"secureBoot: {{enabled: true, file: {{signingKeyPath: '{keys}/sb-key.pem', signingCertPath: '{keys}/sb-cert.pem', pcrKeyPath: '{keys}/pcr-key.pem'}}}}\n";
        var microsoft = RepositoryPaths.Vector("uki", "certs");
        var certificate = File.ReadAllBytes(Directory.GetFiles(microsoft, "MicCorUEFCA2011_2011-06-27.der", SearchOption.AllDirectories).Single());
        await using var without = FactoryServer.Start(FactoryLab.Registry, _folder["without"], files, usesRegistry: false);
        await using var with = FactoryServer.Start(
            FactoryLab.Registry, _folder["with"], [files, $"secureBoot: {{wellKnownCertificatesFolder: '{microsoft}'}}"], usesRegistry: false);
        var id = await without.CreateSchematicAsync("customization: {secureboot: {includeWellKnownCertificates: true}}");
        await with.CreateSchematicAsync("customization: {secureboot: {includeWellKnownCertificates: true}}");
        var path = new Uri($"/image/{id}/v1.12.0/metal-amd64-secureboot.iso", UriKind.Relative);

        using var refused = await without.Http.GetAsync(path);
        var iso = await with.Http.GetByteArrayAsync(path);

        Assert.That((int)refused.StatusCode, Is.EqualTo(500));
        Assert.That(iso.AsSpan().IndexOf(certificate), Is.GreaterThan(0), "the databases on the ISO hold it");
    }

    [Test]
    public void Does_not_start_without_all_of_Microsofts_certificates()
    {
        // Asked for here, since a reason to skip would be taken for the wrong exception below.
        var registry = FactoryLab.Registry;
        Assert.That(
            () => FactoryServer.Start(registry, _folder["wrong"], $"secureBoot: {{wellKnownCertificatesFolder: '{_folder.Path}'}}", usesRegistry: false),
            Throws.TypeOf<ImageFactoryConfigurationException>().With.Message.Contains("secureBoot.wellKnownCertificatesFolder").And.Message.Contains("Give all five"));
    }

    static ProfileSigner Vault => new() { AzureVaultUrl = "https://talos.vault.azure.net", AzureCertificateId = "uki" };

    static string? Environment(string variable) => variable switch
    {
        "AWS_ACCESS_KEY_ID" => "id",
        "AWS_SECRET_ACCESS_KEY" or "AZURE_CLIENT_SECRET" => "secret",
        "AZURE_TENANT_ID" => "tenant",
        "AZURE_CLIENT_ID" => "client",
        _ => null,
    };

    /// <summary>Builds a UKI with a signer of the configuration, and lets sbverify judge it.</summary>
    async Task CheckAsync(string name, string signer, HttpMessageHandler services, byte[] certificate)
    {
        using var client = new HttpClient(new Login(services));
        var signing = new SigningServices(client, Environment);
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, _folder[name], $"secureBoot: {{enabled: true, {signer}}}", usesRegistry: false, signing);
        await server.CreateSchematicAsync("{}");
        await VerifyAsync(server.Http, name, certificate);
    }

    async Task VerifyAsync(HttpClient http, string name, byte[] certificate)
    {
        var pem = await http.GetStringAsync(new Uri("/secureboot/signing-cert.pem", UriKind.Relative));
        var uki = _folder.WriteFile(name + ".efi", await http.GetByteArrayAsync(new Uri(Uki, UriKind.Relative)));

        Assert.That(PemEncoding.WriteString("CERTIFICATE", certificate) + "\n", Is.EqualTo(pem));
        ForeignTool.Run("sbverify", "--cert", _folder.WriteFile(name + ".pem", Encoding.ASCII.GetBytes(pem)), uki);
        Assert.That(ForeignTool.Run("objdump", "--section-headers", uki).Output, Does.Contain(".pcrsig"));
    }

    /// <summary>Gives the token of a login, and leads all other requests on.</summary>
    sealed class Login(HttpMessageHandler services) : DelegatingHandler(services)
    {
        public string Answer { get; init; } = """{"access_token":"the-token"}""";

        /// <summary>How often somebody logged in.</summary>
        public int Count { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host is not ("login.microsoftonline.com" or "login.example"))
            {
                return base.SendAsync(request, cancellationToken);
            }

            Count++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer) });
        }
    }
}
