namespace TalosBoot.Core.Diagnostics;

/// <summary>
/// The base of every failure that TalosBoot reports itself. Argument mistakes are <see cref="ArgumentException"/>s, and cancellation passes
/// as <see cref="OperationCanceledException"/>.
/// </summary>
/// <remarks>The message says what was wrong, with the value and the limit, and then what to do. Ids are listed in docs/diagnostics.md.</remarks>
public class TalosBootException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">The stable id, such as <c>TB4010</c>: a constant of <see cref="DiagnosticIds"/>.</param>
    /// <param name="message">
    /// What was wrong, and what to do. The id is put in front of it; control characters other than line feeds are escaped, since requests and images are
    /// often somebody else's.
    /// </param>
    /// <param name="innerException">The cause, or null.</param>
    public TalosBootException(string diagnosticId, string message, Exception? innerException = null)
        : base($"{diagnosticId}: {ForeignText.EscapeMessage(message)}", innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(diagnosticId);
        DiagnosticId = diagnosticId;
    }

    /// <summary>The stable id of the failure, such as <c>TB4010</c>.</summary>
    public string DiagnosticId { get; }
}
