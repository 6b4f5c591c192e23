using System.Text;

namespace TalosBoot.Inspection.Opening;

/// <summary>A value of META, which is compared, and shown where secrets were asked for.</summary>
/// <param name="parent">The partition.</param>
/// <param name="name">Its name there.</param>
/// <param name="value">The value.</param>
internal sealed class MetaValuePart(Part parent, string name, ReadOnlyMemory<byte> value) : Part(parent, name)
{
    public ReadOnlyMemory<byte> Value => value;

    public string Text => Encoding.UTF8.GetString(value.Span);

    public override long? Length => value.Length;
}
