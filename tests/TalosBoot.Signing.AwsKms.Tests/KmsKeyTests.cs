using System.Net;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.AwsKms.Tests;

public sealed class KmsKeyTests
{
    static readonly SignatureRequest Request = new("test", HashAlgorithmName.SHA256, SHA256.HashData("test"u8));

    static KmsKeyOptions Options => new()
    {
        KeyId = "alias/uki",
        Region = "eu-central-1",
        GetCredentials = _ => ValueTask.FromResult(new AwsCredentials("AKID", "geheim", "session")),
        TimeProvider = new FixedTime(),
    };

    [Test]
    public void A_text_is_signed_as_in_the_example_of_AWS() => Assert.That(
        RequestSignature.Sign(
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830/us-east-1/iam/aws4_request",
            "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n"
                + "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"),
        Is.EqualTo("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));

    [Test]
    public async Task A_request_is_signed_with_its_headers_and_body()
    {
        using var aws = new ScriptedAws();
        await Open(aws).SignAsync(Request);
        var body = """{"KeyId":"alias/uki","Message":"n4bQgYhMfWWaL\u002BqgxVrQFaO/TxsrC4Is0V1sFbDwCgg=","MessageType":"DIGEST","SigningAlgorithm":"RSASSA_PKCS1_V1_5_SHA_256"}""";
        Assert.That(aws.Bodies.Single(), Is.EqualTo(body));
        var canonical = "POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:kms.eu-central-1.amazonaws.com\nx-amz-date:20150830T123600Z\n"
            + "x-amz-security-token:session\nx-amz-target:TrentService.Sign\n\n"
            + "content-type;host;x-amz-date;x-amz-security-token;x-amz-target\n" + Hash(body);
        var signature = RequestSignature.Sign(
            "geheim", "20150830/eu-central-1/kms/aws4_request",
            $"AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/eu-central-1/kms/aws4_request\n{Hash(canonical)}");
        Assert.That(aws.Authorizations.Single(), Is.EqualTo(
            "AWS4-HMAC-SHA256 Credential=AKID/20150830/eu-central-1/kms/aws4_request, "
            + $"SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature={signature}"));
    }

    [TestCase("SHA256")]
    [TestCase("SHA384")]
    [TestCase("SHA512")]
    public async Task A_key_signs_in_each_bank(string algorithm)
    {
        using var aws = new ScriptedAws();
        var name = new HashAlgorithmName(algorithm);
        var signer = new RemotePcrSigner(Open(aws));
        var request = new SignatureRequest("bank", name, CryptographicOperations.HashData(name, "policy"u8));
        Assert.That(
            (await signer.SignAsync(request)).ToArray(),
            Is.EqualTo(ScriptedAws.Key.SignHash(request.Digest.Span, name, RSASignaturePadding.Pkcs1)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_certificate_comes_from_ACM_or_from_the_caller(bool fromAcm)
    {
        using var aws = new ScriptedAws();
        var signer = new RemoteSecureBootSigner(Open(aws, fromAcm ? "arn:cert" : string.Empty, fromAcm ? default : aws.Certificate));
        Assert.That((await signer.GetCertificateAsync()).ToArray(), Is.EqualTo(aws.Certificate));
        await signer.SignAsync(Request);
        Assert.That(aws.Calls, Is.EqualTo(new[]
        {
            "https://acm.eu-central-1.amazonaws.com/ CertificateManager.GetCertificate", "https://kms.eu-central-1.amazonaws.com/ TrentService.Sign",
        }.Skip(fromAcm ? 0 : 1)));
    }

    [TestCase("RSA_2048", "ENCRYPT_DECRYPT")]
    [TestCase("ECC_NIST_P256", "SIGN_VERIFY")]
    public async Task A_key_of_another_kind_is_refused(string spec, string usage)
    {
        using var aws = new ScriptedAws { KeySpec = spec, KeyUsage = usage };
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await Open(aws).GetPublicKeyAsync());
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SigningKeyUnsupported));
    }

    [TestCase(HttpStatusCode.BadRequest, """{"__type":"com.amazonaws#NotFoundException","message":"no"}""", DiagnosticIds.SignerKeyNotFound)]
    [TestCase(HttpStatusCode.BadRequest, """{"__type":"AccessDeniedException","Message":"no"}""", DiagnosticIds.SignerAccessDenied)]
    [TestCase(HttpStatusCode.Forbidden, "", DiagnosticIds.SignerAccessDenied)]
    [TestCase(HttpStatusCode.InternalServerError, "<html>", DiagnosticIds.SignerFailed)]
    [TestCase(HttpStatusCode.OK, "null", DiagnosticIds.SignerFailed)]
    [TestCase(HttpStatusCode.OK, "{}", DiagnosticIds.SignerFailed)]
    [TestCase(HttpStatusCode.OK, """{"Signature":"*"}""", DiagnosticIds.SignerFailed)]
    public async Task An_answer_that_is_none_is_told_without_the_secret(HttpStatusCode status, string body, string id)
    {
        using var aws = new ScriptedAws { Override = (status, body) };
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await Open(aws).SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(id));
        Assert.That(exception.ToString(), Does.Not.Contain("geheim"));
    }

    [Test]
    public async Task What_AWS_says_is_quoted_on_one_line_and_not_at_length()
    {
        using var aws = new ScriptedAws { Override = (HttpStatusCode.BadRequest, $$"""{"__type":"a\u001b[2J","message":"b\n{{new string('c', 500_000)}}"}""") };
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await Open(aws).SignAsync(Request));
        Assert.That(exception!.Message, Does.Contain(@"a\u001b[2J: b\u000accc").And.Length.LessThan(1200));
    }

    [Test]
    public async Task A_client_that_gives_up_is_a_failure_and_no_cancellation()
    {
        using var aws = new ScriptedAws { Delay = Timeout.InfiniteTimeSpan };
        using var client = new HttpClient(aws, disposeHandler: false) { Timeout = TimeSpan.FromMilliseconds(50) };
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await new KmsKey(client, Options).SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerTimedOut));
        await Assert.CatchAsync<OperationCanceledException>(async () => await new KmsKey(client, Options).SignAsync(Request, new CancellationToken(canceled: true)));
    }

    [TestCase("cn-north-1", "https://kms.cn-north-1.amazonaws.com.cn/ TrentService.Sign")]
    [TestCase("us-gov-west-1", "https://kms.us-gov-west-1.amazonaws.com/ TrentService.Sign")]
    public async Task Each_region_has_its_endpoint(string region, string call)
    {
        using var aws = new ScriptedAws();
        using var client = new HttpClient(aws, disposeHandler: false);
        await new KmsKey(client, Options with { Region = region }).SignAsync(Request);
        Assert.That(aws.Calls.Single(), Is.EqualTo(call));
    }

    [Test]
    public async Task A_key_without_a_certificate_says_so()
    {
        using var aws = new ScriptedAws();
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await Open(aws).GetCertificateAsync());
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerKeyNotFound));
    }

    [TestCase("")]
    [TestCase("evil.example/")]
    public void A_region_that_is_none_is_refused(string region)
    {
        using var client = new HttpClient();
        Assert.That(
            () => new KmsKey(client, new KmsKeyOptions { KeyId = "a", Region = region, GetCredentials = _ => throw new InvalidOperationException() }),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignerConfigurationInvalid));
    }

    [Test]
    public void Credentials_do_not_show_their_secrets() =>
        Assert.That(new AwsCredentials("AKID", "geheim", "session").ToString(), Is.EqualTo("credentials AKID"));

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    static KmsKey Open(ScriptedAws aws, string certificateArn = "", byte[]? certificate = null) =>
        new(new HttpClient(aws, disposeHandler: false), Options with { CertificateArn = certificateArn, Certificate = certificate });
}
