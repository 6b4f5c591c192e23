using System.Security.Cryptography;

namespace TalosBoot.Boot.Measurement;

/// <summary>What is known about each bank.</summary>
internal static class PcrBanks
{
    /// <summary>All banks, in the order of the signature document.</summary>
    public static readonly IReadOnlyList<PcrBank> All = [PcrBank.Sha256, PcrBank.Sha384, PcrBank.Sha512];

    /// <summary>The name in the signature document.</summary>
    public static string ToName(this PcrBank bank) => bank switch
    {
        PcrBank.Sha256 => "sha256",
        PcrBank.Sha384 => "sha384",
        PcrBank.Sha512 => "sha512",
        _ => throw new ArgumentOutOfRangeException(nameof(bank)),
    };

    public static HashAlgorithmName ToHashAlgorithm(this PcrBank bank) => bank switch
    {
        PcrBank.Sha256 => HashAlgorithmName.SHA256,
        PcrBank.Sha384 => HashAlgorithmName.SHA384,
        PcrBank.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(bank)),
    };

    /// <summary>The identifier of the hash algorithm for a TPM (TPM 2.0 Library, part 2, 6.3).</summary>
    public static ushort ToTpmAlgorithm(this PcrBank bank) => bank switch
    {
        PcrBank.Sha256 => 0x000b,
        PcrBank.Sha384 => 0x000c,
        PcrBank.Sha512 => 0x000d,
        _ => throw new ArgumentOutOfRangeException(nameof(bank)),
    };

    public static byte[] Hash(this PcrBank bank, ReadOnlySpan<byte> bytes) =>
        CryptographicOperations.HashData(bank.ToHashAlgorithm(), bytes);
}
