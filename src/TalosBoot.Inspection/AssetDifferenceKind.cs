namespace TalosBoot.Inspection;

/// <summary>How two assets differ.</summary>
public enum AssetDifferenceKind
{
    /// <summary>A part is in the first asset only.</summary>
    OnlyInFirst,

    /// <summary>A part is in the second asset only.</summary>
    OnlyInSecond,

    /// <summary>A part is in both, with another content.</summary>
    Content,

    /// <summary>What is said of a part, such as a label, is not the same.</summary>
    Fact,

    /// <summary>The bytes around the parts differ: tables, padding, times, or the compression.</summary>
    Layout,
}
