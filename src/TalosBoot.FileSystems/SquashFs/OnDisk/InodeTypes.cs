namespace TalosBoot.FileSystems.SquashFs.OnDisk;

internal static class InodeTypes
{
    /// <summary>What makes a basic type extended.</summary>
    public const int Extended = 7;

    public static bool IsExtended(this InodeType type) => type >= InodeType.ExtendedDirectory;

    public static InodeType ToBasic(this InodeType type) => type.IsExtended() ? type - Extended : type;

    public static InodeType ToExtended(this InodeType type) => type.IsExtended() ? type : type + Extended;
}
