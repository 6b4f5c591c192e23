using System.Security.Cryptography;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Signing.Remote;

public sealed class RemoteSignerTests
{
    static readonly SignatureRequest Request = new("test", HashAlgorithmName.SHA256, SHA256.HashData("test"u8));
    static readonly RemoteSignerOptions Impatient = new() { Timeout = TimeSpan.FromMilliseconds(50) };

    [Test]
    public async Task An_honest_key_signs_and_is_asked_once_who_it_is()
    {
        var key = new ScriptedKey();
        var secureBoot = new RemoteSecureBootSigner(key);
        var pcr = new RemotePcrSigner(key);
        var expected = TestSigner.First.Sign(Request).ToArray();
        for (var round = 0; round < 2; round++)
        {
            Assert.That((await secureBoot.SignAsync(Request)).ToArray(), Is.EqualTo(expected));
            Assert.That((await pcr.SignAsync(Request)).ToArray(), Is.EqualTo(expected));
            Assert.That((await secureBoot.GetCertificateAsync()).ToArray(), Is.EqualTo(TestSigner.First.Certificate));
        }

        Assert.That(key.Questions, Is.EqualTo(2));
    }

    static IEnumerable<TestCaseData<byte[], string>> Lies()
    {
        var right = TestSigner.First.Sign(Request).ToArray();
        yield return new TestCaseData<byte[], string>(TestSigner.Second.Sign(Request).ToArray(), DiagnosticIds.SignatureRejected)
            .SetArgDisplayNames("another key's");
        yield return new TestCaseData<byte[], string>(
            TestSigner.First.Key.SignHash(Request.Digest.Span, Request.HashAlgorithm, RSASignaturePadding.Pss), DiagnosticIds.SignatureRejected)
            .SetArgDisplayNames("RSA-PSS");
        yield return new TestCaseData<byte[], string>(
            TestSigner.First.Sign(Request with { Digest = new byte[32] }).ToArray(), DiagnosticIds.SignatureRejected)
            .SetArgDisplayNames("another digest's");
        yield return new TestCaseData<byte[], string>(right[1..], DiagnosticIds.SignatureLengthWrong).SetArgDisplayNames("short");
        yield return new TestCaseData<byte[], string>([.. right, 0], DiagnosticIds.SignatureLengthWrong).SetArgDisplayNames("long");
        yield return new TestCaseData<byte[], string>([], DiagnosticIds.SignatureLengthWrong).SetArgDisplayNames("empty");
    }

    [TestCaseSource(nameof(Lies))]
    public async Task A_signature_that_is_wrong_is_not_used(byte[] signature, string id)
    {
        var key = new ScriptedKey { Sign = (_, _) => Task.FromResult(signature) };
        foreach (var sign in new Func<Task>[]
        {
            async () => await new RemoteSecureBootSigner(key).SignAsync(Request), async () => await new RemotePcrSigner(key).SignAsync(Request),
        })
        {
            Assert.That((await Assert.ThrowsAsync<SigningException>(() => sign()))!.DiagnosticId, Is.EqualTo(id));
        }
    }

    [Test]
    public async Task A_key_that_is_none_or_of_the_wrong_kind_or_size_is_refused()
    {
        using var small = RSA.Create(1024);
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var answer in new byte[][] { small.ExportSubjectPublicKeyInfo(), elliptic.ExportSubjectPublicKeyInfo(), [], [0x30, 0x80] })
        {
            var signer = new RemotePcrSigner(new ScriptedKey { PublicKey = _ => Task.FromResult(answer) });
            var exception = await Assert.ThrowsAsync<SigningException>(async () => await signer.SignAsync(Request));
            Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SigningKeyUnsupported));
        }

        var garbage = new RemoteSecureBootSigner(new ScriptedKey { Certificate = _ => Task.FromResult<byte[]>([1, 2, 3]) });
        Assert.That(
            (await Assert.ThrowsAsync<SigningException>(async () => await garbage.GetCertificateAsync()))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.CertificateInvalid));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task One_waits_only_so_long_even_when_the_key_does_not_listen(bool listens)
    {
        var key = new ScriptedKey
        {
            Sign = async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, listens ? token : CancellationToken.None);
                return [];
            },
        };
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await new RemotePcrSigner(key, Impatient).SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerTimedOut));
        Assert.That(exception.Message, Does.Contain("0.05 s"));
    }

    [Test]
    public async Task Cancellation_passes_unwrapped()
    {
        using var cancellation = new CancellationTokenSource();
        var key = new ScriptedKey
        {
            PublicKey = async token =>
            {
                await cancellation.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                return [];
            },
        };
        await Assert.CatchAsync<OperationCanceledException>(async () => await new RemotePcrSigner(key).SignAsync(Request, cancellation.Token));
    }

    [TestCase("SHA256", 20)]
    [TestCase("SHA512", 32)]
    [TestCase("SHA1", 20)]
    public async Task A_digest_that_is_none_never_leaves(string algorithm, int length)
    {
        var key = new ScriptedKey { Sign = (_, _) => throw new InvalidOperationException("It left.") };
        await Assert.ThrowsAsync<ArgumentException>(async () => await new RemotePcrSigner(key).SignAsync(
            new SignatureRequest("test", new HashAlgorithmName(algorithm), new byte[length])));
    }

    [Test]
    public void A_time_to_wait_is_positive_and_bounded() => Assert.Multiple(() =>
    {
        Assert.That(() => new RemoteSignerOptions { Timeout = TimeSpan.Zero }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RemoteSignerOptions { Timeout = TimeSpan.FromDays(2) }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    });
}
