namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A disk has no GUID partition table.</summary>
    public const string NoPartitionTable = "TB4600";
}
