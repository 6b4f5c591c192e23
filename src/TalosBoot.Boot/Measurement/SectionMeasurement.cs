using System.Security.Cryptography;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Measurement;

/// <summary>The sections that systemd's stub measures for one boot entry, with the hash of each content in each bank.</summary>
internal sealed class SectionMeasurement
{
    // The order of the measurement, whatever the order in the file (systemd src/fundamental/uki.h). The signature itself is not measured.
    static readonly string[] CanonicalOrder =
    [
        ".linux", ".osrel", ".cmdline", ".initrd", ".ucode", ".splash", ".dtb", ".uname", ".sbat", ".pcrpkey", ".profile", ".dtbauto",
        ".hwids",
    ];

    readonly List<(string Name, byte[][] Hashes)> _sections;

    SectionMeasurement(string? profileId, List<(string Name, byte[][] Hashes)> sections) => (ProfileId, _sections) = (profileId, sections);

    /// <summary>The boot entry, or null in a UKI without profiles.</summary>
    public string? ProfileId { get; }

    /// <summary>Measures all boot entries of a UKI. Each section is read once.</summary>
    public static IReadOnlyList<SectionMeasurement> OfUki(UkiReader uki, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<PeSection, byte[][]>(ReferenceEqualityComparer.Instance);
        var common = uki.Image.Sections.TakeWhile(section => section.Name != UkiSectionNames.Profile).ToList();
        return uki.Profiles.Count == 0
            ? [OfSections(null, common, hashes, cancellationToken)]
            : [.. uki.Profiles.Select(profile => OfSections(profile.Id, profile.Sections.Concat(common), hashes, cancellationToken))];
    }

    /// <summary>Measures the sections of a boot entry, its own before the common ones: the first of a name counts.</summary>
    /// <param name="profileId">The boot entry, or null.</param>
    /// <param name="sections">The sections.</param>
    /// <param name="known">The hashes of sections that were measured before.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    public static SectionMeasurement OfSections(
        string? profileId, IEnumerable<PeSection> sections, Dictionary<PeSection, byte[][]> known, CancellationToken cancellationToken)
    {
        var byName = sections.DistinctBy(section => section.Name).ToDictionary(section => section.Name);
        return new SectionMeasurement(
            profileId,
            [.. CanonicalOrder.Where(byName.ContainsKey).Select(name => (name, HashOnce(byName[name])))]);

        byte[][] HashOnce(PeSection section) =>
            known.TryGetValue(section, out var hashes) ? hashes
                : known[section] = HashInAllBanks(LoadedContent(section), cancellationToken);
    }

    /// <summary>Predicts the value of PCR 11 when the stub starts the kernel.</summary>
    public PcrValue Predict(PcrBank bank)
    {
        var pcr = new PcrValue(bank);
        foreach (var (name, hashes) in _sections)
        {
            pcr.Extend(name + "\0");
            pcr.ExtendHash(hashes[(int)bank]);
        }

        return pcr;
    }

    /// <summary>What lies in memory: as many bytes as the section's virtual size, which are zeros behind the bytes of the file.</summary>
    static BlobSource LoadedContent(PeSection section) =>
        section.VirtualSize == section.Content.Length
            ? section.Content
            : BlobSource.Concat(section.Content, BlobSource.Zeros(section.VirtualSize - section.Content.Length));

    static byte[][] HashInAllBanks(BlobSource content, CancellationToken cancellationToken)
    {
        var hashes = PcrBanks.All.Select(bank => IncrementalHash.CreateHash(bank.ToHashAlgorithm())).ToArray();
        try
        {
            ContentHashing.Append(content, hashes, cancellationToken);
            return [.. hashes.Select(hash => hash.GetHashAndReset())];
        }
        finally
        {
            Array.ForEach(hashes, hash => hash.Dispose());
        }
    }
}
