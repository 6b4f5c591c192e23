using TalosBoot.Testing;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Ed25519 against the vectors of RFC 8032, 7.1, and against OpenSSL.</summary>
[TestFixture]
sealed class Ed25519Tests
{
    const string Seed3 = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";

    [TestCase(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [TestCase(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [TestCase(
        Seed3,
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [TestCase(
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void Vectors_of_the_rfc_hold(string seed, string publicKey, string message, string signature)
    {
        Assert.That(Convert.ToHexStringLower(Ed25519.PublicKey(Convert.FromHexString(seed))), Is.EqualTo(publicKey));
        Assert.That(Convert.ToHexStringLower(Ed25519.Sign(Convert.FromHexString(seed), Convert.FromHexString(message))), Is.EqualTo(signature));
        Assert.That(Ed25519.Verify(Convert.FromHexString(publicKey), Convert.FromHexString(message), Convert.FromHexString(signature)), Is.True);
    }

    [Test]
    public void A_change_of_a_bit_of_any_byte_is_noticed()
    {
        var (key, message) = (Ed25519.PublicKey(Convert.FromHexString(Seed3)), new byte[] { 0xAF, 0x82 });
        var signature = Ed25519.Sign(Convert.FromHexString(Seed3), message);
        for (var bit = 0; bit < (signature.Length + message.Length + key.Length) * 8; bit += 7)
        {
            byte[] all = [.. signature, .. message, .. key];
            all[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(Ed25519.Verify(all.AsSpan(66), all.AsSpan(64, 2), all.AsSpan(0, 64)), Is.False, $"bit {bit}");
        }
    }

    [Test]
    public void A_second_spelling_of_a_signature_is_refused()
    {
        // S + L, which a verifier without a look at the range accepts.
        var key = Ed25519.PublicKey(Convert.FromHexString(Seed3));
        var signature = Ed25519.Sign(Convert.FromHexString(Seed3), []);
        var order = (System.Numerics.BigInteger.One << 252) + System.Numerics.BigInteger.Parse("27742317777372353535851937790883648493");
        var larger = new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        var number = new byte[32];
        Assert.That(larger.TryWriteBytes(number, out _, isUnsigned: true), Is.True);
        Assert.That(Ed25519.Verify(key, [], signature), Is.True);
        Assert.That(Ed25519.Verify(key, [], [.. signature[..32], .. number]), Is.False);
    }

    [TestCase("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", TestName = "{m}(y = p)")]
    [TestCase("0100000000000000000000000000000000000000000000000000000000000080", TestName = "{m}(x = -0)")]
    [TestCase("0200000000000000000000000000000000000000000000000000000000000000", TestName = "{m}(not on the curve)")]
    public void Bytes_that_are_no_point_are_no_key(string key) =>
        Assert.That(Ed25519.Verify(Convert.FromHexString(key), [], new byte[64]), Is.False);

    [Test]
    public void Openssl_and_this_code_agree_on_many_keys()
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 8; round++)
        {
            var message = folder.WriteFile("message", TestBytes.Noise(1 + (round * 97), (ulong)round));
            ForeignTool.Run("openssl", "genpkey", "-algorithm", "ed25519", "-out", folder["key"]);
            ForeignTool.Run("openssl", "pkeyutl", "-sign", "-rawin", "-inkey", folder["key"], "-in", message, "-out", folder["signature"]);
            using var key = TalosBoot.Sigstore.SigningKey.ParsePem(File.ReadAllText(folder["key"]));
            Assert.That(key.Sign(File.ReadAllBytes(message)), Is.EqualTo(File.ReadAllBytes(folder["signature"])));
            Assert.That(key.PublicKey.Verify(File.ReadAllBytes(message), File.ReadAllBytes(folder["signature"])), Is.True);
        }
    }
}
