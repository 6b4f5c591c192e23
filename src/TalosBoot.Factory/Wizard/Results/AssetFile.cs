namespace TalosBoot.Factory.Wizard.Results;

/// <summary>A file that the result page offers.</summary>
/// <param name="Name">The last part of its path.</param>
/// <param name="Path">The path of its download on this service.</param>
/// <param name="Url">The same as others reach it.</param>
/// <param name="PurposeKey">The name of the text that says what it is for.</param>
internal sealed record AssetFile(string Name, string Path, string Url, string PurposeKey)
{
    /// <summary>Its size, when it was built already.</summary>
    public long? Size { get; init; }
}
