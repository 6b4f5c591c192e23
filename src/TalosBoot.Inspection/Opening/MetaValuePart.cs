namespace TalosBoot.Inspection.Opening;

/// <summary>A value of META, which is compared and never shown.</summary>
/// <param name="parent">The partition.</param>
/// <param name="name">Its name there.</param>
/// <param name="value">The value.</param>
internal sealed class MetaValuePart(Part parent, string name, ReadOnlyMemory<byte> value) : Part(parent, name)
{
    public ReadOnlyMemory<byte> Value => value;

    public override long? Length => value.Length;
}
