using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>A schematic that the store has.</summary>
/// <param name="Id">The identifier it is stored under.</param>
/// <param name="Schematic">The schematic.</param>
/// <param name="Canonical">Its canonical text, as the running release writes it.</param>
internal sealed record StoredSchematic(SchematicId Id, Schematic Schematic, ReadOnlyMemory<byte> Canonical)
{
    // A list of short words takes about five times its text beside the text, as objects.
    const int BytesPerByte = 6;
    const int FixedBytes = 1024;

    /// <summary>How many bytes of memory it takes, about.</summary>
    public long Weight => FixedBytes + ((long)BytesPerByte * Canonical.Length);
}
