namespace TalosBoot.Profiles.Reading;

/// <summary>A key of a profile document that no release of the imager knows.</summary>
/// <param name="Name">The key.</param>
/// <param name="Path">The place, such as <c>output.isoOptions.bootlader</c>.</param>
/// <param name="Line">The line, counted from 1.</param>
public sealed record UnknownProfileKey(string Name, string Path, int Line);
