using System.Security.Cryptography;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Binary;

namespace TalosBoot.Boot.Measurement;

/// <summary>
/// Digests of TPM policies (TPM 2.0 Library, part 3, 23.7 and 23.16; docs/formats/uki.md). Sessions are SHA-256 sessions.
/// </summary>
public static class TpmPolicy
{
    internal const int KernelPcr = 11;
    const int PcrLimit = 24;
    const uint PolicyPcrCommand = 0x0000_017f;
    const uint PolicyAuthorizeCommand = 0x0000_016a;

    /// <summary>The policy that PCRs have given values.</summary>
    /// <param name="bank">The bank of the PCRs.</param>
    /// <param name="pcrs">The numbers of the PCRs, 0 to 23.</param>
    /// <param name="values">Their values one after the other, in the order of their numbers.</param>
    /// <returns>The policy digest, 32 bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in 0 to 23.</exception>
    public static byte[] ForPcr(PcrBank bank, IReadOnlyList<int> pcrs, ReadOnlySpan<byte> values) =>
        ExtendWithPcrs(new byte[SHA256.HashSizeInBytes], bank, SelectionMask(pcrs), values);

    /// <summary>
    /// The policy that a Talos machine seals its disk keys to: a policy that the owner of the PCR signing key has signed, and further PCRs
    /// of
    /// the SHA-256 bank at their present values.
    /// </summary>
    /// <param name="publicKey">The PCR signing key, a DER SubjectPublicKeyInfo of an RSA key.</param>
    /// <param name="pcrs">The numbers of the further PCRs, none or up to 24.</param>
    /// <param name="values">Their values one after the other.</param>
    /// <returns>The policy digest, 32 bytes.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">The key is no RSA key of at least 2048 bits (TB4503).</exception>
    public static byte[] ForSealing(ReadOnlyMemory<byte> publicKey, IReadOnlyList<int> pcrs, ReadOnlySpan<byte> values)
    {
        ArgumentNullException.ThrowIfNull(pcrs);
        Span<byte> command = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(command, PolicyAuthorizeCommand);
        var authorized = SHA256.HashData([.. new byte[SHA256.HashSizeInBytes], .. command, .. KeyName(publicKey)]);

        // The reference of the policy is hashed in a step of its own, and is empty.
        authorized = SHA256.HashData(authorized);
        return pcrs.Count == 0 ? authorized : ExtendWithPcrs(authorized, PcrBank.Sha256, SelectionMask(pcrs), values);
    }

    internal static byte[] SelectionMask(IReadOnlyList<int> pcrs)
    {
        ArgumentNullException.ThrowIfNull(pcrs);
        var mask = new byte[PcrLimit / 8];
        foreach (var pcr in pcrs)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(pcr, nameof(pcrs));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pcr, PcrLimit, nameof(pcrs));
            mask[pcr >> 3] |= (byte)(1 << (pcr & 7));
        }

        return mask;
    }

    internal static byte[] ExtendWithPcrs(ReadOnlySpan<byte> policy, PcrBank bank, ReadOnlySpan<byte> mask, ReadOnlySpan<byte> values)
    {
        var input = new byte[policy.Length + 4 + 4 + 2 + 1 + mask.Length + SHA256.HashSizeInBytes];
        var writer = new SpanWriter(input, "PolicyPCR");
        writer.Bytes(policy);
        writer.U32Be(PolicyPcrCommand);
        writer.U32Be(1);
        writer.U16Be(bank.ToTpmAlgorithm());
        writer.U8((byte)mask.Length);
        writer.Bytes(mask);
        writer.Bytes(SHA256.HashData(values));
        return SHA256.HashData(input);
    }

    /// <summary>
    /// The name by which a TPM knows the key: the algorithm, and the hash of its public area (TPM 2.0 Library, part 1, 16).
    /// </summary>
    static byte[] KeyName(ReadOnlyMemory<byte> publicKey)
    {
        using var rsa = RsaKeys.ImportPublicKey(publicKey);
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        var area = new byte[2 + 2 + 4 + 2 + 2 + 2 + 2 + 4 + 2 + parameters.Modulus!.Length];
        var writer = new SpanWriter(area, "public area");
        writer.U16Be(0x0001); // RSA
        writer.U16Be(0x000b); // names are SHA-256
        writer.U32Be(0x0006_0040); // decrypt, sign, userWithAuth
        writer.U16Be(0); // no policy of its own
        writer.U16Be(0x0010); // no symmetric algorithm
        writer.U16Be(0x0010); // no scheme
        writer.U16Be((ushort)rsa.KeySize);
        Span<byte> exponent = writer.Next(4);
        exponent.Clear();
        parameters.Exponent.CopyTo(exponent[(4 - parameters.Exponent!.Length)..]);
        writer.U16Be((ushort)parameters.Modulus.Length);
        writer.Bytes(parameters.Modulus);
        return [0x00, 0x0b, .. SHA256.HashData(area)];
    }
}
