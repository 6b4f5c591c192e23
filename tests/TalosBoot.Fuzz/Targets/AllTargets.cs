namespace TalosBoot.Fuzz.Targets;

/// <summary>Every target.</summary>
public static class AllTargets
{
    static readonly Lazy<IReadOnlyDictionary<string, FuzzTarget>> Found = new(() => ArchiveTargets.All
        .Concat(VolumeTargets.All).Concat(DiskTargets.All).Concat(BootTargets.All).Concat(OciTargets.All).Concat(InspectionTargets.All).Concat(TextTargets.All)
        .ToDictionary(target => target.Name, StringComparer.Ordinal));

    /// <summary>The targets by their names.</summary>
    public static IReadOnlyDictionary<string, FuzzTarget> ByName => Found.Value;
}
