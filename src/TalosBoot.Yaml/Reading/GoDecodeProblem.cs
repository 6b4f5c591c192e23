namespace TalosBoot.Yaml.Reading;

/// <summary>A node that does not fit what it is decoded to.</summary>
/// <param name="Failure">Why.</param>
/// <param name="Text">The text of Go's library, without its place.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column, counted from 1.</param>
/// <param name="Path">The place in the document, such as <c>customization.meta[0].key</c>; empty for its root.</param>
internal sealed record GoDecodeProblem(GoDecodeFailure Failure, string Text, int Line, int Column, string Path);
