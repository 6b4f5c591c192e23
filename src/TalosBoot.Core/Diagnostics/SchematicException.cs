namespace TalosBoot.Core.Diagnostics;

/// <summary>A schematic document cannot be understood (TB11xx).</summary>
public sealed class SchematicException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB11xx id.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    /// <param name="line">The line, counted from 1, or 0 when the document as a whole is meant.</param>
    /// <param name="column">The column, counted from 1, or 0.</param>
    /// <param name="path">The place in the document, such as <c>customization.meta[0].key</c>, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SchematicException(
        string diagnosticId, string message, int line = 0, int column = 0, string? path = null, Exception? innerException = null)
        : base(diagnosticId, message, innerException)
    {
        Line = line;
        Column = column;
        Path = path;
    }

    /// <summary>The line, counted from 1, or 0 when the document as a whole is meant.</summary>
    public int Line { get; }

    /// <summary>The column, counted from 1, or 0.</summary>
    public int Column { get; }

    /// <summary>The place in the document, such as <c>customization.meta[0].key</c>, or null.</summary>
    public string? Path { get; }

    /// <summary>
    /// The text that an Image Factory of the chosen YAML dialect answers with for the same document, all problems of it included; or null when
    /// upstream would accept the document. It has no diagnostic id and no advice.
    /// </summary>
    public string? UpstreamText { get; init; }
}
