using System.Net;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Client;

/// <summary>An Image Factory refused a request, could not be reached, or sent something else than it announced (TB9002).</summary>
public sealed class ImageFactoryException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="status">The status of the answer; null when there was none, or when it was in order itself.</param>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public ImageFactoryException(HttpStatusCode? status, string message, Exception? innerException = null)
        : base(DiagnosticIds.FactoryAnswer, message, innerException) => Status = status;

    /// <summary>The status of the answer; null when there was none, or when it was in order itself.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Whether the service says that the schematic, version or file name is wrong, so that another try is of no use.</summary>
    public bool IsInvalidRequest => Status == HttpStatusCode.BadRequest;

    /// <summary>Whether the connection was lost, or none could be made.</summary>
    internal bool IsLostConnection { get; init; }

    /// <summary>Whether another try may be of use.</summary>
    internal bool IsTemporary => IsLostConnection
        || Status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests;
}
