using System.Security.Cryptography;
using Grpc.Core;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Signing.Grpc.Tests.Protocol;

namespace TalosBoot.Signing.Grpc.Tests;

public sealed class GrpcKeyTests
{
    static readonly SignatureRequest Request = new("test", HashAlgorithmName.SHA256, SHA256.HashData("test"u8));
    TemporaryFolder _folder = null!;
    SignerServer _server = null!;

    string Address => "unix://" + _folder["signer.sock"];

    [SetUp]
    public async Task StartServer()
    {
        _folder = new TemporaryFolder();
        _server = await SignerServer.StartAsync(_folder["signer.sock"]);
    }

    [TearDown]
    public async Task StopServer()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Certificate_key_and_signature_come_over_a_socket_and_over_tcp(bool tcp)
    {
        using var key = tcp ? GrpcKey.Open(_server.TcpAddress, new GrpcKeyOptions { AllowTcp = true }) : GrpcKey.Open(Address);
        var expected = _server.Key.SignHash(Request.Digest.Span, Request.HashAlgorithm, RSASignaturePadding.Pkcs1);
        var secureBoot = new RemoteSecureBootSigner(key);
        Assert.That((await secureBoot.GetCertificateAsync()).ToArray(), Is.EqualTo(_server.Certificate));
        Assert.That((await secureBoot.SignAsync(Request)).ToArray(), Is.EqualTo(expected));
        var pcr = new RemotePcrSigner(key);
        Assert.That((await pcr.GetPublicKeyAsync()).ToArray(), Is.EqualTo(_server.Key.ExportSubjectPublicKeyInfo()));
        Assert.That((await pcr.SignAsync(Request)).ToArray(), Is.EqualTo(expected));
    }

    [TestCase("SHA256", 1)]
    [TestCase("SHA384", 2)]
    [TestCase("SHA512", 3)]
    public async Task The_service_is_told_the_hash_and_the_scheme(string algorithm, int hash)
    {
        var name = new HashAlgorithmName(algorithm);
        using var key = GrpcKey.Open(Address);
        var request = new SignatureRequest("bank", name, CryptographicOperations.HashData(name, "policy"u8));
        await new RemotePcrSigner(key).SignAsync(request);
        var received = _server.Requests.Single();
        Assert.That(received.Digest.ToByteArray(), Is.EqualTo(request.Digest.ToArray()));
        Assert.That((int)received.Hash, Is.EqualTo(hash));
        Assert.That(received.Scheme, Is.EqualTo(Scheme.RsaPkcs1V15));
    }

    [TestCase(StatusCode.PermissionDenied, DiagnosticIds.SignerAccessDenied)]
    [TestCase(StatusCode.Unauthenticated, DiagnosticIds.SignerAccessDenied)]
    [TestCase(StatusCode.Unimplemented, DiagnosticIds.SignerFailed)]
    [TestCase(StatusCode.Internal, DiagnosticIds.SignerFailed)]
    public async Task What_the_service_says_is_quoted(StatusCode code, string id)
    {
        _server.Failure = new RpcException(new Status(code, "the safe is shut"));
        using var key = GrpcKey.Open(Address);
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await new RemotePcrSigner(key).SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(id));
        Assert.That(exception.Message, Does.Contain(code.ToString()).And.Contain("the safe is shut"));
    }

    [Test]
    public async Task A_service_that_is_not_there_is_named()
    {
        using var key = GrpcKey.Open("unix://" + _folder["nobody.sock"]);
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await key.SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerFailed));
        Assert.That(exception.Message, Does.Contain("nobody.sock"));
    }

    [Test]
    public async Task A_service_that_hangs_is_given_up_and_cancellation_passes_unwrapped()
    {
        _server.Hangs = true;
        using var key = GrpcKey.Open(Address);
        var signer = new RemoteSecureBootSigner(key, new RemoteSignerOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await signer.GetCertificateAsync());
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerTimedOut));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.CatchAsync<OperationCanceledException>(async () => await key.GetPublicKeyAsync(cancellation.Token));
    }

    [Test]
    public async Task A_certificate_and_a_key_that_are_none_are_refused()
    {
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = GrpcKey.Open(Address);
        _server.CertificatePem = "garbage";
        Assert.That(
            (await Assert.ThrowsAsync<SigningException>(async () => await key.GetCertificateAsync()))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.CertificateInvalid));
        foreach (var text in new[] { "garbage", elliptic.ExportSubjectPublicKeyInfoPem(), string.Empty })
        {
            _server.PublicKeyPem = text;
            Assert.That(
                (await Assert.ThrowsAsync<SigningException>(async () => await key.GetPublicKeyAsync()))!.DiagnosticId,
                Is.EqualTo(DiagnosticIds.SigningKeyUnsupported));
        }
    }

    [Test]
    public async Task An_answer_that_is_too_long_is_refused()
    {
        _server.PublicKeyPem = new string('A', 2_000_000);
        using var key = GrpcKey.Open(Address);
        Assert.That(
            (await Assert.ThrowsAsync<SigningException>(async () => await key.GetPublicKeyAsync()))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.SignerFailed));
    }

    [TestCase("unix://", false)]
    [TestCase("/run/signer.sock", false)]
    [TestCase("http://127.0.0.1:5000", false)]
    [TestCase("tcp://127.0.0.1:5000", true)]
    [TestCase("http://127.0.0.1:5000/path", true)]
    public void An_address_of_another_kind_is_refused(string address, bool allowTcp) => Assert.That(
        () => GrpcKey.Open(address, new GrpcKeyOptions { AllowTcp = allowTcp }),
        Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignerConfigurationInvalid)
            .And.Message.Contains($"signer address \"{address}\" must use unix:// scheme"));

    [Test]
    public void The_query_of_an_address_which_may_have_a_pin_is_not_shown() => Assert.That(
        () => GrpcKey.Open("token:talos?pin-value=987654"),
        Throws.TypeOf<SigningException>().With.Message.Contains("\"token:talos\" must use").And.Message.Not.Contains("987654"));
}
