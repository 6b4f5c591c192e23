namespace TalosBoot.Inspection.Opening;

/// <summary>Something with a name that may be opened.</summary>
/// <param name="parent">The part around it; null for the asset.</param>
/// <param name="name">Its name there.</param>
internal abstract class Part(Part? parent, string name)
{
    public string Name => name;

    public Part? Parent => parent;

    /// <summary>Its length in bytes; null for what has none.</summary>
    public virtual long? Length => null;

    /// <summary>How many parts are around it.</summary>
    public int Nesting { get; } = parent is null ? 0 : parent.Nesting + 1;

    /// <summary>The names from the asset, which is left out, to this part.</summary>
    public string Path => parent is null ? string.Empty : parent.Parent is null ? name : $"{parent.Path} > {name}";
}
