using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Configuration;
using TalosBoot.Samples.Factory;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>Operators are told at the start what is wrong, by the name of the key and without a stack trace (docs/factory/install.md).</summary>
[TestFixture]
internal sealed class WrongConfigurationTests
{
    const string Unsigned = "containerSignature: {disabled: true}\n";
    const string Files = "secureBoot: {enabled: true, file: {signingKeyPath: KEYS/sb-key.pem, signingCertPath: KEYS/sb-cert.pem, pcrKeyPath: KEYS/pcr-key.pem}";

    readonly TemporaryFolder _folder = new();

    [OneTimeSetUp]
    public void Write()
    {
        _folder.WriteFile("nonsense", "nonsense"u8.ToArray());
        using var key = RSA.Create(2048);
        _folder.WriteFile("other.pem", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        _folder.WriteFile("encrypted.pem", Encoding.ASCII.GetBytes(
            key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1))));
    }

    [OneTimeTearDown]
    public void Delete() => _folder.Dispose();

    [TestCase("", "containerSignature: there is nothing that signatures can be checked with")]
    [TestCase(Unsigned + "artifacts: {core: {folder: DIR/none}}", "artifacts.core.folder: TB2005: DIR/none")]
    [TestCase("containerSignature: {publicKeyFile: DIR/nonsense}", "containerSignature.publicKeyFile: ")]
    [TestCase("containerSignature: {publicKeyFile: DIR/none}", "containerSignature.publicKeyFile: ")]
    [TestCase("containerSignature: {trustedRootFile: DIR/nonsense}", "containerSignature.trustedRootFile: ")]
    [TestCase("containerSignature: {trustedRootFile: DIR/none}", "containerSignature.trustedRootFile: ")]
    [TestCase(Unsigned + "http: {certFile: DIR/nonsense}", "http.certFile and keyFile: ")]
    [TestCase(Unsigned + "http: {certFile: DIR/none}", "http.certFile and keyFile: ")]
    [TestCase(Unsigned + "http: {certFile: KEYS/sb-cert.pem, keyFile: DIR/other.pem}", "http.certFile and keyFile: ")]
    [TestCase(Unsigned + "http: {httpListenAddr: '127.0.0.1:70000'}", "http.httpListenAddr: \"127.0.0.1:70000\" is no address to listen on")]
    [TestCase(Unsigned + "http: {httpListenAddr: '8080'}", "http.httpListenAddr: \"8080\" is no address to listen on")]
    [TestCase(Unsigned + "metrics: {addr: nowhere}", "metrics.addr: \"nowhere\" is no address to listen on")]
    [TestCase(Unsigned + "cache: {signingKeyPath: DIR/nonsense}", "failed to load cache signing key: DIR/nonsense")]
    [TestCase(Unsigned + "authentication: {enabled: true, htpasswdPath: DIR/nonsense}", "authentication.htpasswdPath: ")]
    [TestCase(Unsigned + "authentication: {enabled: true, htpasswdPath: DIR/none}", "authentication.htpasswdPath: ")]
    [TestCase(Unsigned + Files + ", certificateFile: DIR/nonsense}", "secureBoot.certificateFile: ")]
    [TestCase(Unsigned + Files + ", wellKnownCertificatesFolder: DIR/none}", "secureBoot.wellKnownCertificatesFolder: ")]
    [TestCase(Unsigned + "secureBoot: {enabled: true, file: {signingKeyPath: DIR/none, signingCertPath: KEYS/sb-cert.pem, pcrKeyPath: KEYS/pcr-key.pem}}", "secureBoot.file.signingKeyPath and signingCertPath: ")]
    [TestCase(Unsigned + "secureBoot: {enabled: true, file: {signingKeyPath: DIR/other.pem, signingCertPath: KEYS/sb-cert.pem, pcrKeyPath: KEYS/pcr-key.pem}}", "does not belong to the certificate")]
    [TestCase(Unsigned + "secureBoot: {enabled: true, file: {signingKeyPath: KEYS/sb-key.pem, signingCertPath: KEYS/sb-cert.pem, pcrKeyPath: DIR/encrypted.pem}}", "secureBoot.file.pcrKeyPath: TB4501: failed to parse private RSA key: the key is encrypted")]
    [TestCase(Unsigned + "secureBoot: {enabled: true, signerAddress: 'unix:///none', awsKMS: {certPath: DIR/none}}", "secureBoot.awsKMS.certPath: ")]
    [TestCase(Unsigned + "cluster: {redis: 'localhost:1,bogus=1'}", "cluster.redis: ")]
    [TestCase(Unsigned + "cluster: {postgresql: 'Host=localhost;Bogus=1'}", "cluster.postgresql: ")]
    [TestCase(Unsigned + "storage: {folder: DIR/nonsense/x}", "storage.folder: ")]
    public void Creation_names_what_cannot_be_read(string text, string problem)
    {
        var configuration = Configure(text);
        Assert.That(
            () => FactoryHost.Create(ImageFactoryConfiguration.Load([configuration], []), LogLevel.None),
            Throws.TypeOf<ImageFactoryConfigurationException>().With.Message.Contains(problem.Replace("DIR", _folder.Path, StringComparison.Ordinal)));
    }

    [Test]
    public void The_program_ends_with_one_line_for_a_folder_that_is_not_there()
    {
        var result = Run("--config", Configure(Unsigned + "artifacts: {core: {folder: DIR/none}}"));

        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1).And.One.Contains("artifacts.core.folder"));
    }

    [Test]
    public void The_program_ends_with_a_sentence_when_its_port_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var result = Run("--config", Configure(Unsigned + $"http: {{httpListenAddr: '{taken.LocalEndpoint}'}}\nmetrics: {{addr: ''}}\nstorage: {{folder: DIR/store}}"), "--log-level", "error");

        Assert.That(result.ExitCode, Is.EqualTo(1), result.Error);
        Assert.That(result.Error, Does.Contain("address already in use"));
        Assert.That(result.Output + result.Error, Does.Not.Contain("   at "), "a stack trace helps no operator");
    }

    [TestCase("--konfig", "x")]
    [TestCase("--log-level", "chatty")]
    public void Wrong_arguments_end_with_1_as_those_of_each_verb(params string[] arguments)
    {
        var result = Run(arguments);

        Assert.That((result.ExitCode, result.Error.Split(' ')[0]), Is.EqualTo((1, "Usage:")));
    }

    static ToolResult Run(params string[] arguments) =>
        ForeignTool.TryRun("dotnet", [Path.Combine(AppContext.BaseDirectory, "TalosBoot.Samples.Factory.dll"), .. arguments]);

    /// <summary>Writes a configuration. DIR stands for the folder of the test, KEYS for one with keys that are right.</summary>
    string Configure(string text)
    {
        if (text.Contains("KEYS", StringComparison.Ordinal))
        {
            text = text.Replace("KEYS", RepositoryPaths.Vector("real", "factory", "setup", "keys"), StringComparison.Ordinal);
        }

        return _folder.WriteFile($"{Guid.NewGuid()}.yaml", Encoding.UTF8.GetBytes(text.Replace("DIR", _folder.Path, StringComparison.Ordinal)));
    }
}
