namespace TalosBoot.Boot.Measurement;

/// <summary>What PCR 11 will be for one boot entry, in one bank, at one phase.</summary>
/// <param name="ProfileId">The boot entry, such as <c>main</c>; null in a UKI without profiles.</param>
/// <param name="Bank">The bank.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Value">The value, as many bytes as the bank's hash has.</param>
/// <param name="PolicyDigest">The digest of the TPM policy that holds at this value: 32 bytes of SHA-256, whatever the bank.</param>
public sealed record PcrPrediction(
    string? ProfileId, PcrBank Bank, BootPhase Phase, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> PolicyDigest)
{
    /// <summary>The phase in systemd's words, such as <c>enter-initrd</c>; <c>kernel-start</c> for the one before the first of them.</summary>
    public string PhaseText => BootPhases.WordOf(Phase);

    /// <summary>The value in lower-case hexadecimal digits, as <c>/sys/class/tpm/tpm0/pcr-…/11</c> shows it but for the case.</summary>
    public string ValueText => Convert.ToHexStringLower(Value.Span);

    /// <summary>The policy digest in lower-case hexadecimal digits, as <c>.pcrsig</c> has it.</summary>
    public string PolicyText => Convert.ToHexStringLower(PolicyDigest.Span);
}
