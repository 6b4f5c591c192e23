using System.Text;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

/// <summary>A small UKI, which nothing starts.</summary>
static class TestUki
{
    public static BlobSource Build() => BlobSource.FromBytes(new SyntheticPe()
        .Add(".text", SyntheticPe.Fill(700, 0xc3)).Add(".osrel", "ID=talos\n"u8.ToArray()).Add(".cmdline", "a=b\0"u8.ToArray())
        .Add(".linux", SyntheticKernel.BzImage()).Add(".initrd", TestBytes.Noise(600)).Build());

    /// <summary>Signs it with a key that nobody keeps.</summary>
    public static async Task<BlobSource> SignAsync(BlobSource uki)
    {
        var key = SigningKeys.CreateUkiSigningKey("Test", DateTimeOffset.UnixEpoch);
        using var signer = FileSecureBootSigner.FromPem(Encoding.ASCII.GetBytes(key.PrivateKeyPem), Encoding.ASCII.GetBytes(key.CertificatePem!));
        return await AuthenticodeSigner.SignAsync(uki, signer);
    }
}
