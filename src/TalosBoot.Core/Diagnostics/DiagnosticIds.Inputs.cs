namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A container image lacks a file that an asset is made from.</summary>
    public const string FileMissingInImage = "TB2090";
}
