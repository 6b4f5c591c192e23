namespace TalosBoot.Core.Diagnostics;

/// <summary>Something that the user should know and that does not stop a build, such as a certificate that has expired.</summary>
/// <param name="Id">The stable id, such as <c>TB4505</c>: a constant of <see cref="DiagnosticIds"/>.</param>
/// <param name="Message">What was found, with the value, and what to do. Without the id.</param>
public sealed record Diagnostic(string Id, string Message)
{
    /// <summary>The id, a colon and the message.</summary>
    public override string ToString() => $"{Id}: {Message}";
}
