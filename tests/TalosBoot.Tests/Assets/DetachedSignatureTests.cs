using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>An asset whose signatures are made elsewhere, here by OpenSSL: plan, sign what lies in the folder, plan again.</summary>
[NonParallelizable]
public sealed class DetachedSignatureTests
{
    SecureBootKeys _keys = null!;

    [SetUp]
    public void CreateKeys() => _keys = new SecureBootKeys();

    [TearDown]
    public void DeleteKeys() => _keys.Dispose();

    /// <summary>
    /// The predictions of two boot entries in three banks, systemd-boot and three databases come first, and then the UKI, which holds the former. A signed
    /// kernel comes before its predictions.
    /// </summary>
    [TestCase(false, 10, 1)]
    [TestCase(true, 5, 6, 1)]
    public async Task OpenSSL_signs_an_iso_in_rounds_and_it_is_that_of_one_step(bool signsKernel, params int[] rounds)
    {
        var folder = Directory.CreateDirectory(_keys.Folder["requests"]).FullName;
        var requested = new List<int>();
        await using var engine = SecureBootKeys.CreateEngine();
        BootAsset? asset = null;
        while (asset is null)
        {
            try
            {
                asset = await SecureBootKeys.Iso(engine).UseSecureBoot(Detached(folder) with { SignsKernel = signsKernel }).PlanAsync();
            }
            catch (SigningException exception) when (exception.DiagnosticId == DiagnosticIds.SignaturePending)
            {
                requested.Add(Sign(folder));
                Assert.That(requested[^1], Is.Positive, exception.Message);
            }
        }

        using (asset)
        {
            Assert.That(requested, Is.EqualTo(rounds));
            using var expected = await SecureBootKeys.Iso(engine).UseSecureBoot(_keys.Options with { SignsKernel = signsKernel }).PlanAsync();
            Assert.That(Digest.Sha256(asset.Content), Is.EqualTo(Digest.Sha256(expected.Content)));
        }
    }

    [Test]
    public async Task A_signature_of_another_key_is_refused()
    {
        var folder = Directory.CreateDirectory(_keys.Folder["requests"]).FullName;
        await using var engine = SecureBootKeys.CreateEngine();
        var builder = SecureBootKeys.Uki(engine).UseSecureBoot(Detached(folder));
        Assert.That(async () => await builder.PlanAsync(), Throws.InstanceOf<SigningException>().With.Message.Contains("pcr11-main-sha512"));
        Sign(folder, pcrKey: "uki.key");
        Assert.That(
            async () => await builder.PlanAsync(),
            Throws.InstanceOf<SigningException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.SignatureRejected));
    }

    /// <summary>Signs every digest that has no signature yet.</summary>
    /// <returns>How many.</returns>
    int Sign(string folder, string pcrKey = "pcr.key")
    {
        var digests = Directory.GetFiles(folder, "*.digest").Where(path => !File.Exists(Path.ChangeExtension(path, ".sig"))).ToList();
        foreach (var digest in digests)
        {
            var key = Path.GetFileName(digest).StartsWith("pcr11-", StringComparison.Ordinal) ? pcrKey : "uki.key";
            var algorithm = Path.GetFileName(digest).Split('.')[^2];
            ForeignTool.Run(
                "openssl", "pkeyutl", "-sign", "-inkey", _keys.Folder[key], "-in", digest, "-out", Path.ChangeExtension(digest, ".sig"),
                "-pkeyopt", $"digest:{algorithm}");
        }

        return digests.Count;
    }

    BootAssetSecureBoot Detached(string folder)
    {
        ForeignTool.Run("openssl", "rsa", "-in", _keys.Folder["pcr.key"], "-pubout", "-out", _keys.Folder["pcr.pub"]);
        return new BootAssetSecureBoot
        {
            Signer = new RemoteSecureBootSigner(DetachedKey.ForCertificate(folder, File.ReadAllBytes(_keys.Folder["uki.crt"]))),
            PcrSigner = new RemotePcrSigner(DetachedKey.ForPublicKey(folder, File.ReadAllBytes(_keys.Folder["pcr.pub"]))),
        };
    }
}
