using System.Net;

namespace TalosBoot.Core.Diagnostics;

/// <summary>A container image could not be had from where it was looked for (TB2xxx).</summary>
public sealed class RegistryException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB2xxx id.</param>
    /// <param name="repository">The repository, reference, layout folder or archive.</param>
    /// <param name="message">What was wrong, and what to do. Never a credential.</param>
    /// <param name="innerException">The cause, or null.</param>
    public RegistryException(string diagnosticId, string repository, string message, Exception? innerException = null)
        : base(diagnosticId, $"{repository}: {message}", innerException) => Repository = repository;

    /// <summary>The repository, reference, layout folder or archive.</summary>
    public string Repository { get; }

    /// <summary>The HTTP status of the answer, or null when there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The error codes that the registry gave, such as <c>MANIFEST_UNKNOWN</c>.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];
}
