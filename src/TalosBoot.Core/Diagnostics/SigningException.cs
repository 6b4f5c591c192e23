namespace TalosBoot.Core.Diagnostics;

/// <summary>A key, certificate or signature is missing, wrong, or was refused (TB45xx).</summary>
/// <param name="diagnosticId">A TB45xx id.</param>
/// <param name="message">What was wrong, and what to do. Never key material.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class SigningException(string diagnosticId, string message, Exception? innerException = null)
    : TalosBootException(diagnosticId, message, innerException);
