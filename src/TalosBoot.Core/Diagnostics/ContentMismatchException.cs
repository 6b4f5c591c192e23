namespace TalosBoot.Core.Diagnostics;

/// <summary>Content is not the content that was announced: another digest, or another length (TB21xx).</summary>
public sealed class ContentMismatchException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB21xx id.</param>
    /// <param name="subject">What was read, such as a blob's name.</param>
    /// <param name="expected">The announced digest or length.</param>
    /// <param name="actual">The digest or length that was found.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ContentMismatchException(string diagnosticId, string subject, string expected, string actual, Exception? innerException = null)
        : base(diagnosticId, $"{subject}: expected {expected}, found {actual}. Fetch the content again, or correct what announces it.", innerException)
    {
        Expected = expected;
        Actual = actual;
    }

    /// <summary>The announced digest or length.</summary>
    public string Expected { get; }

    /// <summary>The digest or length that was found.</summary>
    public string Actual { get; }
}
