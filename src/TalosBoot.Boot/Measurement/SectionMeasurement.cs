using TalosBoot.Boot.Uki;
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

    /// <summary>The sections that each boot entry of a UKI measures.</summary>
    public static IReadOnlyList<(string? ProfileId, IReadOnlyList<PeSection> Sections)> SectionsOf(UkiReader uki)
    {
        var common = uki.Image.Sections.TakeWhile(section => section.Name != UkiSectionNames.Profile).ToList();
        return uki.Profiles.Count == 0
            ? [(null, InOrder(common))]
            : [.. uki.Profiles.Select(profile => ((string?)profile.Id, InOrder(profile.Sections.Concat(common))))];
    }

    /// <summary>
    /// Takes the sections that are measured in the order in which they are: of several with a name the first counts, and one without content is none, as for
    /// systemd's stub.
    /// </summary>
    /// <param name="sections">The sections of a boot entry, its own before the common ones.</param>
    public static IReadOnlyList<PeSection> InOrder(IEnumerable<PeSection> sections)
    {
        var byName = sections.DistinctBy(section => section.Name).ToDictionary(section => section.Name);
        return [.. CanonicalOrder.Where(byName.ContainsKey).Select(name => byName[name]).Where(section => section.VirtualSize > 0)];
    }

    /// <summary>Measures a boot entry.</summary>
    /// <param name="profileId">The boot entry, or null.</param>
    /// <param name="sections">What <see cref="InOrder"/> gives.</param>
    /// <param name="hashes">The hashes of at least these sections.</param>
    public static SectionMeasurement Of(string? profileId, IReadOnlyList<PeSection> sections, SectionHashes hashes) =>
        new(profileId, [.. sections.Select(section => (section.Name, hashes.Of(section)))]);

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
}
