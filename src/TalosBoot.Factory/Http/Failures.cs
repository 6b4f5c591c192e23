using Microsoft.AspNetCore.Http;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Http;

/// <summary>What clients are told of a failure (docs/formats/factory.md). What is not theirs to mend stays in the log.</summary>
internal static class Failures
{
    const string Hidden = "internal server error";

    /// <summary>Throws what a failed build on another service was, for the clients of this one.</summary>
    public static void ThrowIfFailed(BuildOutcome outcome)
    {
        if (outcome.Result == BuildResult.Failed)
        {
            throw outcome.Status == StatusCodes.Status503ServiceUnavailable
                ? new FactoryBusyException(outcome.Message) : new FactoryRequestException(outcome.Status, outcome.Message);
        }
    }

    public static (int Status, string Message) Describe(Exception exception) => exception switch
    {
        FactoryRequestException { Status: 500 } => (500, Hidden),
        FactoryRequestException request => (request.Status, request.Message),
        FactoryAuthenticationException authentication => (401, authentication.Message),
        FactoryBusyException => (503, "service temporarily unavailable"),
        SchematicException schematic => (400, schematic.UpstreamText ?? schematic.Message),
        ProfileValidationException { DiagnosticId: DiagnosticIds.UnknownPlatform or DiagnosticIds.KernelArgumentsTooLong } profile => (400, profile.Message),
        TalosBootException { DiagnosticId: DiagnosticIds.FactoryStoreFull } => (507, "the store is full"),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        _ => (500, Hidden),
    };
}
