namespace TalosBoot.Inspection.Opening;

/// <summary>A symbolic link, a device, or a folder: what has a description, and no content.</summary>
/// <param name="parent">The part around it.</param>
/// <param name="name">Its name there.</param>
/// <param name="description">What it is, such as <c>link to bash</c>.</param>
internal sealed class DescribedPart(Part parent, string name, string description) : Part(parent, name)
{
    public string Description => description;
}
