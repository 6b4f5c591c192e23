using System.Security.Cryptography;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Measurement;

/// <summary>The hashes of the sections of a UKI as they lie in memory, in every bank. Each section is read once, however many boot entries have it.</summary>
internal sealed class SectionHashes
{
    // A kernel that is started where it lies has room for its data behind it, and hardly anything else has more than padding.
    const long MostZeros = 256 * 1024 * 1024;

    readonly Dictionary<PeSection, byte[][]> _hashes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The hashes of a section, in the order of <see cref="PcrBanks.All"/>.</summary>
    public byte[][] Of(PeSection section) => _hashes[section];

    /// <summary>Hashes sections on the calling thread.</summary>
    public static SectionHashes Compute(IEnumerable<PeSection> sections, CancellationToken cancellationToken)
    {
        var result = new SectionHashes();
        foreach (var section in Distinct(sections))
        {
            using var hashes = new BankHashes();
            ContentHashing.Append(LoadedContent(section), hashes.All, cancellationToken);
            result._hashes[section] = hashes.Finish();
        }

        return result;
    }

    /// <summary>Hashes sections on threads of a build's budget, all banks at the same time.</summary>
    public static async Task<SectionHashes> ComputeAsync(IEnumerable<PeSection> sections, BuildContext context, CancellationToken cancellationToken)
    {
        var distinct = Distinct(sections);
        using var report = context.Begin(BuildStage.Hash, "PCR 11", distinct.Sum(section => LoadedContent(section).Length));
        var result = new SectionHashes();
        foreach (var section in distinct)
        {
            using var hashes = new BankHashes();
            await ContentHashing.AppendAsync(LoadedContent(section), hashes.All, context.Budget, report, cancellationToken).ConfigureAwait(false);
            result._hashes[section] = hashes.Finish();
        }

        report.Complete();
        return result;
    }

    /// <summary>Each section once.</summary>
    /// <exception cref="ImageFormatException">They are much longer in memory than in the file (TB4002).</exception>
    static List<PeSection> Distinct(IEnumerable<PeSection> sections)
    {
        var distinct = sections.Distinct(ReferenceEqualityComparer.Instance).Cast<PeSection>().ToList();
        var zeros = distinct.Sum(section => section.VirtualSize - section.Content.Length);
        return zeros <= MostZeros ? distinct : throw new ImageFormatException(
            DiagnosticIds.LimitExceeded, "UKI", distinct[0].RawOffset,
            $"its sections are {zeros} bytes longer in memory than in the file; the limit is {MostZeros}. The input is damaged, or no Talos UKI.");
    }

    /// <summary>What lies in memory: as many bytes as the section's virtual size, which are zeros behind the bytes of the file.</summary>
    static BlobSource LoadedContent(PeSection section) =>
        section.VirtualSize == section.Content.Length
            ? section.Content
            : BlobSource.Concat(section.Content, BlobSource.Zeros(section.VirtualSize - section.Content.Length));

    sealed class BankHashes : IDisposable
    {
        public IncrementalHash[] All { get; } = [.. PcrBanks.All.Select(bank => IncrementalHash.CreateHash(bank.ToHashAlgorithm()))];

        public byte[][] Finish() => [.. All.Select(hash => hash.GetHashAndReset())];

        public void Dispose() => Array.ForEach(All, hash => hash.Dispose());
    }
}
