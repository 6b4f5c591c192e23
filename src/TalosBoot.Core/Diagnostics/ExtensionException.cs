namespace TalosBoot.Core.Diagnostics;

/// <summary>A system extension cannot be used (TB3xxx), or is over a limit (TB4002).</summary>
public sealed class ExtensionException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB3xxx id, or TB4002 for more than a limit.</param>
    /// <param name="image">The extension's container image reference or path.</param>
    /// <param name="path">The path inside the image, or null when the image as a whole is meant.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ExtensionException(string diagnosticId, string image, string? path, string message, Exception? innerException = null)
        : base(diagnosticId, path is null ? $"{image}: {message}" : $"{image}: {path}: {message}", innerException)
    {
        Image = image;
        Path = path;
    }

    /// <summary>The extension's container image reference or path.</summary>
    public string Image { get; }

    /// <summary>The path inside the image, or null.</summary>
    public string? Path { get; }
}
