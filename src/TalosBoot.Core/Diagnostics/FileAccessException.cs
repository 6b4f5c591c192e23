namespace TalosBoot.Core.Diagnostics;

/// <summary>A file of the host could not be read or written: no permission, no space, no such folder (TB6xxx). A failed output leaves nothing behind.</summary>
public sealed class FileAccessException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB6xxx id.</param>
    /// <param name="path">The file or folder in question.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public FileAccessException(string diagnosticId, string path, string message, Exception? innerException = null)
        : base(diagnosticId, $"{path}: {message}", innerException) => Path = path;

    /// <summary>The file or folder in question.</summary>
    public string Path { get; }
}
