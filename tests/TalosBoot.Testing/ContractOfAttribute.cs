namespace TalosBoot.Testing;

/// <summary>Names the implementation that a fixture of <see cref="BlobSourceContract"/> holds to its promises. The fixture checks that it is so; a rule checks that each has one.</summary>
/// <param name="implementation">The name of the type.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContractOfAttribute(string implementation) : Attribute
{
    /// <summary>The name of the type.</summary>
    public string Implementation => implementation;
}
