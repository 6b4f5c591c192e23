namespace TalosBoot.Core.Diagnostics;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="DiagnosticId">A TB1xxx id.</param>
/// <param name="Path">The field of the profile, such as <c>output.imageOptions.diskSize</c>, or the empty string for the profile as a whole.</param>
/// <param name="Message">What is wrong, and what to do.</param>
public sealed record ProfileProblem(string DiagnosticId, string Path, string Message);
