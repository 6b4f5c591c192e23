namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>Compressed data is damaged.</summary>
    public const string CompressedDataDamaged = "TB4201";

    /// <summary>Data is in no compression format that can be read.</summary>
    public const string CompressionFormatUnknown = "TB4202";
}
