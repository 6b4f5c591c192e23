using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>
/// A UKI that is complete but for the signatures of its PCR 11 predictions: for signing elsewhere, in a second step. The same options and
/// key
/// give the same requests again.
/// </summary>
public sealed class PreparedUki
{
    readonly PeImage _stub;
    readonly UkiSectionPlan _sections;
    readonly BuildClock _clock;
    readonly ReadOnlyMemory<byte> _publicKey;
    readonly IReadOnlyList<PcrPrediction> _signed;

    internal PreparedUki(
        PeImage stub, UkiSectionPlan sections, BuildClock clock, ReadOnlyMemory<byte> publicKey, MeasurementReport measurement)
    {
        _stub = stub;
        _sections = sections;
        _clock = clock;
        _publicKey = publicKey;
        Measurement = measurement;
        _signed = [.. measurement.Predictions.Where(prediction => prediction.Phase == BootPhase.EnterMachined)];
        Requests = [.. _signed.Select(PcrSignatures.ToRequest)];
    }

    /// <summary>What PCR 11 will be.</summary>
    public MeasurementReport Measurement { get; }

    /// <summary>What must be signed with the PCR signing key: one digest for each bank of each boot entry.</summary>
    public IReadOnlyList<SignatureRequest> Requests { get; }

    /// <summary>Plans the UKI with its signatures.</summary>
    /// <param name="signatures">The signatures, one for each of <see cref="Requests"/>, in that order.</param>
    /// <returns>The UKI. It is not signed for Secure Boot yet.</returns>
    /// <exception cref="ArgumentException">There are more or fewer signatures than requests.</exception>
    /// <exception cref="Core.Diagnostics.SigningException">A signature does not fit the key and its digest (TB4506).</exception>
    public BlobSource Attach(IReadOnlyList<ReadOnlyMemory<byte>> signatures)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        if (signatures.Count != Requests.Count)
        {
            throw new ArgumentException($"{signatures.Count} signatures were given for {Requests.Count} requests.", nameof(signatures));
        }

        using var key = RsaKeys.ImportPublicKey(_publicKey);
        var entries = new List<(string? ProfileId, PcrBank Bank, ReadOnlyMemory<byte> PolicyDigest, ReadOnlyMemory<byte> Signature)>();
        for (var index = 0; index < signatures.Count; index++)
        {
            RsaKeys.Verify(key, Requests[index], signatures[index]);
            entries.Add((_signed[index].ProfileId, _signed[index].Bank, _signed[index].PolicyDigest, signatures[index]));
        }

        var documents = entries.Chunk(PcrBanks.All.Count)
            .Select(group => BlobSource.FromText(
                PcrSignatures.ToJson(key, group.Select(entry => (entry.Bank, entry.PolicyDigest, entry.Signature)))));
        return PeSectionWriter.Append(_stub, [.. _sections.InFileOrder([.. documents])], _clock);
    }
}
