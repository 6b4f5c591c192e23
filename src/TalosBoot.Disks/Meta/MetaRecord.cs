namespace TalosBoot.Disks.Meta;

/// <summary>A value of the META partition. It may be a secret: its text form does not show it.</summary>
/// <param name="Tag">The key: 1 to 255 in practice; 0 ends the list on the disk.</param>
/// <param name="Value">The bytes.</param>
public sealed record MetaRecord(uint Tag, ReadOnlyMemory<byte> Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"0x{Tag:x} ({Value.Length} bytes)";
}
