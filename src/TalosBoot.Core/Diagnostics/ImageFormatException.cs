namespace TalosBoot.Core.Diagnostics;

/// <summary>Bytes that were read are not what their format says (TB4xxx).</summary>
public sealed class ImageFormatException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB4xxx id.</param>
    /// <param name="format">The format's name, such as <c>cpio</c>.</param>
    /// <param name="byteOffset">Where in the source the reader stood.</param>
    /// <param name="message">What was wrong, with the value and the limit.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ImageFormatException(string diagnosticId, string format, long byteOffset, string message, Exception? innerException = null)
        : base(diagnosticId, $"{format}: {message} (at byte {byteOffset})", innerException)
    {
        Format = format;
        ByteOffset = byteOffset;
        Reason = message;
    }

    /// <summary>The format's name, such as <c>cpio</c>.</summary>
    public string Format { get; }

    /// <summary>The byte offset in the source at which the failure was noticed.</summary>
    public long ByteOffset { get; }

    string Reason { get; }

    /// <summary>The same failure, seen from a larger source in which the one that was read starts at an offset.</summary>
    internal ImageFormatException Within(long offset) => new(DiagnosticId, Format, checked(offset + ByteOffset), Reason, InnerException);
}
