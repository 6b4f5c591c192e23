using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Signing;

namespace TalosBoot.Boot.Tests;

/// <summary>A signer with a key that was made for this run of the tests.</summary>
internal sealed class TestSigner : ISecureBootSigner
{
    static readonly Lazy<TestSigner> LazyFirst = new(() => new TestSigner("O=First Test Key"));
    static readonly Lazy<TestSigner> LazySecond = new(() => new TestSigner("O=Second Test Key, C=DE"));

    TestSigner(string subject)
    {
        Key = RSA.Create(2048);
        var request = new CertificateRequest(subject, Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Certificate = certificate.RawData;
    }

    public static TestSigner First => LazyFirst.Value;

    public static TestSigner Second => LazySecond.Value;

    public RSA Key { get; }

    public byte[] Certificate { get; }

    public string CertificatePem => PemEncoding.WriteString("CERTIFICATE", Certificate) + "\n";

    public ValueTask<ReadOnlyMemory<byte>> GetCertificateAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(Certificate);

    public ValueTask<ReadOnlyMemory<byte>> SignAsync(SignatureRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Sign(request));

    public ReadOnlyMemory<byte> Sign(SignatureRequest request) => Key.SignHash(
        request.Digest.Span, request.HashAlgorithm, RSASignaturePadding.Pkcs1);
}
