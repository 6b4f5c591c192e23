using TalosBoot.Boot.Uki;
using TalosBoot.Core.Work;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Measurement;

/// <summary>What PCR 11 of a machine will be when it boots a UKI: for each boot entry, bank and phase (docs/formats/uki.md).</summary>
public sealed class MeasurementReport
{
    MeasurementReport(IReadOnlyList<string?> profileIds, IReadOnlyList<PcrPrediction> predictions) =>
        (ProfileIds, Predictions) = (profileIds, predictions);

    /// <summary>The boot entries in order; one null for a UKI without profiles.</summary>
    public IReadOnlyList<string?> ProfileIds { get; }

    /// <summary>All predictions: by boot entry, then bank, then phase.</summary>
    public IReadOnlyList<PcrPrediction> Predictions { get; }

    /// <summary>Measures a UKI. Its sections are read once, and hashed in all banks.</summary>
    /// <param name="uki">The UKI, signed or not. A signature is not measured; the public key in it is.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    public static MeasurementReport Create(UkiReader uki, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uki);
        var entries = SectionMeasurement.SectionsOf(uki);
        return Create(entries, SectionHashes.Compute(entries.SelectMany(entry => entry.Sections), cancellationToken));
    }

    /// <summary>Measures a UKI on threads of a build's budget.</summary>
    internal static async Task<MeasurementReport> CreateAsync(UkiReader uki, BuildContext context, CancellationToken cancellationToken)
    {
        var entries = SectionMeasurement.SectionsOf(uki);
        return Create(entries, await SectionHashes.ComputeAsync(entries.SelectMany(entry => entry.Sections), context, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>One prediction.</summary>
    /// <param name="profileId">The boot entry; null for a UKI without profiles.</param>
    /// <param name="bank">The bank.</param>
    /// <param name="phase">The phase.</param>
    /// <exception cref="ArgumentException">The UKI has no such boot entry.</exception>
    public PcrPrediction Find(string? profileId, PcrBank bank, BootPhase phase) =>
        Predictions.FirstOrDefault(prediction => prediction.ProfileId == profileId && prediction.Bank == bank && prediction.Phase == phase)
        ?? throw new ArgumentException($"The UKI has no profile \"{profileId}\".", nameof(profileId));

    static MeasurementReport Create(IReadOnlyList<(string? ProfileId, IReadOnlyList<PeSection> Sections)> entries, SectionHashes hashes) => new(
        [.. entries.Select(entry => entry.ProfileId)],
        [
            .. entries.Select(entry => SectionMeasurement.Of(entry.ProfileId, entry.Sections, hashes))
                .SelectMany(measurement => PcrBanks.All.SelectMany(bank => Predict(measurement, bank))),
        ]);

    static IEnumerable<PcrPrediction> Predict(SectionMeasurement measurement, PcrBank bank)
    {
        var pcr = measurement.Predict(bank);
        yield return Prediction(BootPhase.KernelStart);
        foreach (var phase in BootPhases.Measured)
        {
            pcr.Extend(BootPhases.WordOf(phase));
            yield return Prediction(phase);
        }

        PcrPrediction Prediction(BootPhase phase) =>
            new(measurement.ProfileId, bank, phase, pcr.Value, TpmPolicy.ForPcr(bank, [TpmPolicy.KernelPcr], pcr.Value));
    }
}
