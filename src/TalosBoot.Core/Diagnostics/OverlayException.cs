namespace TalosBoot.Core.Diagnostics;

/// <summary>An overlay of a single-board computer, or the installer that carries it, cannot be used (TB7xxx).</summary>
public sealed class OverlayException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB7xxx id.</param>
    /// <param name="image">The overlay's container image reference or path.</param>
    /// <param name="name">The name of the overlay, such as <c>rpi_generic</c>; null when the image as a whole is meant.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public OverlayException(string diagnosticId, string image, string? name, string message, Exception? innerException = null)
        : base(diagnosticId, name is null ? $"{image}: {message}" : $"{image}: {name}: {message}", innerException)
    {
        Image = image;
        Name = name;
    }

    /// <summary>The overlay's container image reference or path.</summary>
    public string Image { get; }

    /// <summary>The name of the overlay, or null.</summary>
    public string? Name { get; }
}
