namespace TalosBoot.Core.Diagnostics;

/// <summary>A container image or file has no signature that is accepted (TB22xx).</summary>
public sealed class SignatureVerificationException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB22xx id.</param>
    /// <param name="subject">What should be signed: a reference or file, or the document that cannot be understood.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SignatureVerificationException(string diagnosticId, string subject, string message, Exception? innerException = null)
        : base(diagnosticId, $"{subject}: {message}", innerException) => Subject = subject;

    /// <summary>What should be signed, or the document that cannot be understood.</summary>
    public string Subject { get; }

    /// <summary>Why each signature that was found is not accepted, when there are several; else empty.</summary>
    public IReadOnlyList<SignatureVerificationException> Failures { get; init; } = [];
}
