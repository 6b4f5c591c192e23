using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Boot.Signing;

namespace TalosBoot.Boot.Measurement;

/// <summary>The content of <c>.pcrpkey</c> and <c>.pcrsig</c> (docs/formats/uki.md).</summary>
internal static class PcrSignatures
{
    /// <summary>The public key as PEM, with a line end.</summary>
    public static string ToPublicKeyPem(RSA publicKey) => publicKey.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>What must be signed for a prediction: the policy digest, hashed with the algorithm of the bank.</summary>
    public static SignatureRequest ToRequest(PcrPrediction prediction) => new(
        $"pcr11-{prediction.ProfileId ?? "uki"}-{prediction.Bank.ToName()}",
        prediction.Bank.ToHashAlgorithm(),
        prediction.Bank.Hash(prediction.PolicyDigest.Span));

    /// <summary>The signature document of one boot entry: compact JSON in this order of keys, without a line end.</summary>
    /// <param name="publicKey">The key.</param>
    /// <param name="signatures">Bank, policy digest and signature, in the order of the banks.</param>
    public static string ToJson(
        RSA publicKey, IEnumerable<(PcrBank Bank, ReadOnlyMemory<byte> PolicyDigest, ReadOnlyMemory<byte> Signature)> signatures)
    {
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(publicKey.ExportRSAPublicKey()));
        var json = new StringBuilder("{");
        foreach (var (bank, policyDigest, signature) in signatures)
        {
            var policy = Convert.ToHexStringLower(policyDigest.Span);
            json.Append(json.Length > 1 ? "," : string.Empty)
                .Append(CultureInfo.InvariantCulture, $"\"{bank.ToName()}\":[{{\"pcrs\":[{TpmPolicy.KernelPcr}],\"pkfp\":\"{fingerprint}\",")
                .Append(CultureInfo.InvariantCulture, $"\"pol\":\"{policy}\",\"sig\":\"{Convert.ToBase64String(signature.Span)}\"}}]");
        }

        return json.Append('}').ToString();
    }
}
