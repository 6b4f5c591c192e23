using System.Net;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Client;

/// <summary>An Image Factory refused a request, or sent something else than it announced (TB9002).</summary>
public sealed class ImageFactoryException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="status">The status of the answer; null when the answer itself was in order.</param>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ImageFactoryException(HttpStatusCode? status, string message, Exception? innerException = null)
        : base(DiagnosticIds.FactoryAnswer, message, innerException) => Status = status;

    /// <summary>The status of the answer; null when the answer itself was in order.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Whether the service says that the schematic, version or file name is wrong, so that another try is of no use.</summary>
    public bool IsInvalidRequest => Status == HttpStatusCode.BadRequest;
}
