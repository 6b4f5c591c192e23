using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>The sections that are appended to a stub: those of every profile, and then each profile's own.</summary>
/// <param name="Base">The sections before the first profile.</param>
/// <param name="Groups">One group for each profile, which starts with its <c>.profile</c>; none before Talos 1.10.</param>
internal sealed record UkiSectionPlan(IReadOnlyList<PeNewSection> Base, IReadOnlyList<IReadOnlyList<PeNewSection>> Groups)
{
    public static UkiSectionPlan Create(UkiOptions options, string? kernelVersion, string? pcrPublicKey)
    {
        List<PeNewSection> common =
        [
            Text(UkiSectionNames.OsRelease, OsRelease.Create(options.DistributionName, options.Version.Text)),
            Text(UkiSectionNames.CommandLine, options.CommandLine),
        ];
        if (kernelVersion is not null)
        {
            common.Add(Text(UkiSectionNames.KernelVersion, kernelVersion));
        }

        if (options.Splash is { } splash)
        {
            common.Add(new PeNewSection(UkiSectionNames.Splash, splash));
        }

        if (pcrPublicKey is not null)
        {
            common.Add(Text(UkiSectionNames.PcrPublicKey, pcrPublicKey));
        }

        common.Add(new PeNewSection(UkiSectionNames.Kernel, options.Kernel));
        common.Add(new PeNewSection(UkiSectionNames.Initramfs, options.Initramfs));
        var profiles = new TalosQuirks(options.Version).SupportsUkiProfiles
            ? options.Profiles.Prepend(new UkiProfile(UkiProfile.MainId, null, null))
            : [];
        return new UkiSectionPlan(common, [.. profiles.Select(CreateGroup)]);
    }

    /// <summary>All sections in the order of the file.</summary>
    /// <param name="signatures">The contents of the <c>.pcrsig</c> sections, one for each profile, or one in all; null for none.</param>
    public IEnumerable<PeNewSection> InFileOrder(IReadOnlyList<BlobSource>? signatures)
    {
        if (Groups.Count == 0)
        {
            return signatures is null ? Base : Base.Append(new PeNewSection(UkiSectionNames.PcrSignature, signatures[0]));
        }

        return Base.Concat(Groups.SelectMany((group, index) =>
            signatures is null ? group : group.Append(new PeNewSection(UkiSectionNames.PcrSignature, signatures[index]))));
    }

    static PeNewSection[] CreateGroup(UkiProfile profile)
    {
        var head = Text(UkiSectionNames.Profile, profile.Title is null ? $"ID={profile.Id}" : $"ID={profile.Id}\nTITLE={profile.Title}");
        return profile.CommandLine is null ? [head] : [head, Text(UkiSectionNames.CommandLine, profile.CommandLine)];
    }

    static PeNewSection Text(string name, string text) => new(name, BlobSource.FromText(text));
}
