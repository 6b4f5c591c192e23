using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BenchmarkDotNet.Attributes;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;

namespace TalosBoot.Benchmarks;

/// <summary>
/// A UKI of 150 MB measured in all banks, its predictions signed, and the whole signed for Secure Boot; against hashing as many bytes once
/// in each bank, one bank after the other.
/// </summary>
public class SecureBootBenchmarks
{
    readonly BlobSource _initramfs = SampleContent.Noise(150L << 20);
    readonly byte[] _block = SampleContent.Noise(1L << 20).ToArray();
    readonly FilePcrSigner _pcrSigner = FilePcrSigner.FromPem(Encoding.ASCII.GetBytes(SigningKeys.CreatePcrSigningKey().PrivateKeyPem));
    readonly FileSecureBootSigner _signer = CreateSigner();

    [Benchmark(Baseline = true)]
    public int HashOnceInEachBank() => HashMemory(HashAlgorithmName.SHA256) + HashMemory(HashAlgorithmName.SHA384)
        + HashMemory(HashAlgorithmName.SHA512);

    [Benchmark]
    public async Task<long> MeasureAndSign()
    {
        var options = new UkiOptions
        {
            Version = TalosVersion.Parse("v1.12.0"),
            Architecture = Architecture.Amd64,
            Stub = SampleUki.Stub(),
            Kernel = SampleUki.Kernel(),
            Initramfs = _initramfs,
            CommandLine = "console=ttyS0",
        };
        var uki = await UkiBuilder.BuildSignedAsync(options, _pcrSigner);
        return (await AuthenticodeSigner.SignAsync(uki, _signer)).Length;
    }

    int HashMemory(HashAlgorithmName algorithm)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        for (var index = 0; index < 150; index++)
        {
            hash.AppendData(_block);
        }

        return hash.GetHashAndReset()[0];
    }

    static FileSecureBootSigner CreateSigner()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("O=Benchmark", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return FileSecureBootSigner.FromPem(
            Encoding.ASCII.GetBytes(key.ExportRSAPrivateKeyPem()), Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
    }
}
