namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>There is no archive of the expected format where one should begin or go on.</summary>
    public const string NotAnArchive = "TB4101";

    /// <summary>A field of an archive's header does not hold what its format says.</summary>
    public const string ArchiveFieldInvalid = "TB4102";

    /// <summary>A path in an archive leaves the tree, is no path, or leads through something that is not a directory.</summary>
    public const string ArchivePathRefused = "TB4103";

    /// <summary>A hard link in an archive leads to nothing, to a directory, or to itself.</summary>
    public const string ArchiveLinkBroken = "TB4104";

    /// <summary>An archive holds an entry of a kind that is not supported.</summary>
    public const string ArchiveEntryUnsupported = "TB4105";

    /// <summary>An entry of a tree cannot be kept in the archive format that was asked for.</summary>
    public const string EntryNotArchivable = "TB4106";
}
