namespace TalosBoot.Inspection.Tests;

/// <summary>A report of which a test says only what it is about.</summary>
static class TestReport
{
    /// <summary>A report of an asset that has nothing.</summary>
    public static readonly AssetReport Empty = new()
    {
        Name = "asset",
        Kind = AssetKind.Iso,
        Formats = ["ISO 9660"],
        Boots = [],
        BootEntries = [],
        Extensions = [],
        Signatures = [],
        Measurements = [],
        Partitions = [],
        Meta = [],
        Omissions = [],
        Root = new AssetPart("asset", "ISO 9660", null, [], []),
    };
}
