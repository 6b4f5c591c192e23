using TalosBoot.Inspection.Formats;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection;

/// <summary>Says what happens when a machine is started with an asset.</summary>
internal static class BootStory
{
    /// <summary>What firmware starts from a medium of which it knows nothing, by architecture.</summary>
    static readonly string[] DefaultLoaders = ["EFI/BOOT/BOOTX64.EFI", "EFI/BOOT/BOOTAA64.EFI"];

    public static IReadOnlyList<string> Tell(Findings findings, AssetPart root, AssetKind kind)
    {
        if (kind is not (AssetKind.Iso or AssetKind.DiskImage or AssetKind.UnifiedKernelImage))
        {
            return [];
        }

        // Not within a UKI: its kernel is an EFI program as well.
        var programs = Walk(root).Where(part => part.Format is ExecutableFile.UkiName or ExecutableFile.ProgramName).ToList();
        var ukis = programs.Where(part => part.Format == ExecutableFile.UkiName).ToList();
        var story = new List<string>(findings.Boots);
        if (programs.Find(part => DefaultLoaders.Contains(part.Name, StringComparer.OrdinalIgnoreCase)) is { } loader)
        {
            var name = loader.Facts.FirstOrDefault(fact => fact.Name == "program")?.Value;
            story.Add(
                $"A machine with UEFI starts {loader.Name}{(name is null ? string.Empty : $", {name}")}"
                + $"{(ukis.Count == 0 ? string.Empty : $", and that {string.Join(" or ", ukis.Select(uki => uki.Name).Distinct())}")}.");
        }
        else if (kind == AssetKind.UnifiedKernelImage)
        {
            story.Add("A machine with UEFI starts it as it is.");
        }

        if (programs.Count > 0)
        {
            string?[] reasons =
            [
                Refused(programs.Where(IsNotSigned), "not signed"),
                Refused(programs.Where(part => !IsNotSigned(part) && !HasSoundSignature(part)), "signed, and no signature is sound"),
            ];
            story.Add(Array.TrueForAll(reasons, reason => reason is null)
                ? "Secure Boot may be on where the machine trusts the signatures."
                : $"Secure Boot must be off: {string.Join("; ", reasons.Where(reason => reason is not null))}.");
        }

        return story;
    }

    /// <summary>Which programs firmware refuses, and why; null for none.</summary>
    static string? Refused(IEnumerable<AssetPart> programs, string why)
    {
        var names = programs.Select(part => part.Name).Distinct().ToList();
        return names.Count == 0 ? null : $"{string.Join(", ", names)} {(names.Count == 1 ? "is" : "are")} {why}";
    }

    static bool IsNotSigned(AssetPart part) => SignaturesOf(part).Contains(ExecutableFile.NotSigned);

    /// <summary>Firmware asks for one signature that it trusts, whatever others there are. One that was not checked may be it.</summary>
    static bool HasSoundSignature(AssetPart part) =>
        SignaturesOf(part).Any(signature => signature == ExecutableFile.NotChecked || signature.StartsWith($"{ExecutableFile.Sound}, ", StringComparison.Ordinal));

    static IEnumerable<string> SignaturesOf(AssetPart part) => part.Facts.Where(fact => fact.Name == ExecutableFile.Signed).Select(fact => fact.Value);

    static IEnumerable<AssetPart> Walk(AssetPart part) => part.Format == ExecutableFile.UkiName
        ? [part]
        : [part, .. part.Parts.SelectMany(Walk)];
}
