namespace TalosBoot.Boot.Uki;

/// <summary>How a section of two UKIs differs.</summary>
public enum UkiDifferenceKind
{
    /// <summary>Only the first UKI has the section.</summary>
    OnlyInFirst,

    /// <summary>Only the second UKI has the section.</summary>
    OnlyInSecond,

    /// <summary>Both have the section, with other content.</summary>
    Content,

    /// <summary>Both have the section with the same content, at another place in the order.</summary>
    Order,
}
