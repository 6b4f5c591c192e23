using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Core.Content;

namespace TalosBoot.Boot.Tests;

/// <summary>A certificate that another one issued, or itself, and its key.</summary>
sealed class TestAuthority : IDisposable
{
    static readonly DateTimeOffset From = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset To = new(2002, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly X509Certificate2 _certificate;

    public TestAuthority(string name, TestAuthority? issuer, bool isAuthority = true)
    {
        var request = new CertificateRequest(name, Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        var generator = X509SignatureGenerator.CreateForRSA((issuer ?? this).Key, RSASignaturePadding.Pkcs1);
        var issuerName = issuer?._certificate.SubjectName ?? request.SubjectName;
        _certificate = request.Create(issuerName, generator, From, To, [1, 2, 3]);
    }

    public RSA Key { get; } = RSA.Create(2048);

    public byte[] Certificate => _certificate.RawData;

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Signs a program. The signature has this certificate only.</summary>
    public BlobSource Sign(byte[] program)
    {
        var prepared = AuthenticodeSigner.Prepare(BlobSource.FromBytes(program), Certificate);
        return prepared.Attach(Key.SignHash(prepared.Request.Digest.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public void Dispose()
    {
        _certificate.Dispose();
        Key.Dispose();
    }
}
