using System.Security.Cryptography;
using TalosBoot.Boot.Measurement;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Measurement;

public sealed class TpmPolicyTests
{
    [Test]
    public void Extending_gives_the_values_of_upstream()
    {
        var pcr = new PcrValue(PcrBank.Sha256);
        pcr.Extend("foo");
        Assert.That(Convert.ToHexStringLower(pcr.Value), Is.EqualTo("424816d020cf3d793ac021da47379bdf608080a83eb9364a7fbe0bdfa87111d7"));
        pcr.Extend("bar");
        Assert.That(Convert.ToHexStringLower(pcr.Value), Is.EqualTo("635c18b15ef5c5d6c020e72339ddefd8b05c4c4a44b34eff8cef226f89027702"));
    }

    [TestCase(new int[0], ExpectedResult = "000000")]
    [TestCase(new[] { 1, 3, 5 }, ExpectedResult = "2a0000")]
    [TestCase(new[] { 21, 22, 23 }, ExpectedResult = "0000e0")]
    public string PCRs_are_selected_by_bits(int[] pcrs) => Convert.ToHexStringLower(TpmPolicy.SelectionMask(pcrs));

    [TestCase(24)]
    [TestCase(-1)]
    public void A_PCR_that_does_not_exist_is_refused(int pcr) =>
        Assert.That(() => TpmPolicy.ForPcr(PcrBank.Sha256, [pcr], []), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void The_policy_of_a_PCR_value_is_that_of_upstream() => Assert.That(
        Convert.ToHexStringLower(TpmPolicy.ExtendWithPcrs(new byte[32], PcrBank.Sha256, [0x0a, 0x0b, 0x0c], [1, 3, 5])),
        Is.EqualTo("84d65147b05394d0fac45e3600203e3a110127fbe26fc1e30303102133f915e3"));

    [Test]
    public void The_sealing_policy_is_that_of_upstream()
    {
        var key = ReadSealingKey();
        Assert.That(
            Convert.ToHexStringLower(TpmPolicy.ForSealing(key, [], [])), Is.EqualTo(
                "86dc2b7f5aebde57d472ddbc3d5bd5b50b156f4d6ba662c21affbfb1b2d4b984"));
        var value = Convert.FromHexString("9c9c1058779d2bf6301b56085b26e9ae98622e1fa73eadd98b9ca3a10829c19c");
        Assert.That(
            Convert.ToHexStringLower(TpmPolicy.ForSealing(key, [0, 11], [.. value, .. value])),
            Is.EqualTo("14ff86f8069ce4f2c918325e2e1b7811cfc5e6278dd10b86a90416c28fe6476a"));
    }

    [Test]
    public void A_key_of_another_kind_is_refused()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var small = RSA.Create(1024);
        var sealing = ReadSealingKey();
        Assert.Multiple(() =>
        {
            foreach (var key in new[] { [], curve.ExportSubjectPublicKeyInfo(), small.ExportSubjectPublicKeyInfo(), [.. sealing, 0] })
            {
                Assert.That(
                    () => TpmPolicy.ForSealing(key, [], []),
                    Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SigningKeyUnsupported));
            }
        });
    }

    static byte[] ReadSealingKey()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(RepositoryPaths.Vector("uki", "pcr-signing-crt.pem")));
        return rsa.ExportSubjectPublicKeyInfo();
    }
}
