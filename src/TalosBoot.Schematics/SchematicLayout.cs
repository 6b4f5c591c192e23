namespace TalosBoot.Schematics;

/// <summary>
/// The order of fields in a canonical text. Every released Image Factory has the first; some identifiers in Talos' documentation have
/// another (docs/formats/schematic.md).
/// </summary>
public enum SchematicLayout
{
    /// <summary>Owner, overlay (image before name), customization.</summary>
    Released,

    /// <summary>Owner, customization, overlay (name before image): the pre-release layout of the documented Raspberry Pi example.</summary>
    CustomizationFirst,

    /// <summary>Owner, overlay (name before image), customization: a pre-release layout of a page on single-board computers.</summary>
    OverlayNameFirst,
}
