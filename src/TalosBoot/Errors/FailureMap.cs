using System.Net;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Errors;

/// <summary>
/// The one table from diagnostic ids to exit codes of programs and status codes of web servers. A block of ids has a row, and an id that differs from its
/// block has one of its own.
/// </summary>
public static class FailureMap
{
    static readonly Dictionary<string, (ExitCode ExitCode, HttpStatusCode Status)> Table = new()
    {
        // Requests.
        ["TB10"] = (ExitCode.InvalidInput, HttpStatusCode.BadRequest),
        ["TB11"] = (ExitCode.InvalidInput, HttpStatusCode.BadRequest),
        [DiagnosticIds.SchematicNotFound] = (ExitCode.InvalidInput, HttpStatusCode.NotFound),

        // Container images, as a gateway sees them: what is not there is not found, what is slow is late, and what is wrong is another server's fault.
        ["TB20"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        [DiagnosticIds.ReferenceInvalid] = (ExitCode.Dependency, HttpStatusCode.BadRequest),
        [DiagnosticIds.ImageNotFound] = (ExitCode.Dependency, HttpStatusCode.NotFound),
        [DiagnosticIds.PlatformNotFound] = (ExitCode.Dependency, HttpStatusCode.NotFound),
        [DiagnosticIds.RegistryTooManyRequests] = (ExitCode.Dependency, HttpStatusCode.ServiceUnavailable),
        [DiagnosticIds.RegistryStalled] = (ExitCode.Dependency, HttpStatusCode.GatewayTimeout),
        ["TB21"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB22"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),

        // Extensions and overlays, which a caller names.
        ["TB30"] = (ExitCode.Dependency, HttpStatusCode.BadRequest),
        [DiagnosticIds.ExtensionCatalogInvalid] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB70"] = (ExitCode.Dependency, HttpStatusCode.BadRequest),
        [DiagnosticIds.OverlayProgramNotRunnable] = (ExitCode.Environment, HttpStatusCode.BadRequest),

        // Content that was fetched and cannot be read.
        ["TB40"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB41"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB42"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB43"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB44"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB46"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),
        ["TB49"] = (ExitCode.Dependency, HttpStatusCode.BadGateway),

        // This machine: its signers, its layouts, its files.
        ["TB45"] = (ExitCode.Dependency, HttpStatusCode.InternalServerError),
        ["TB50"] = (ExitCode.Dependency, HttpStatusCode.InternalServerError),

        // A disk without room for its partitions: what upstream finds when it installs to it.
        [DiagnosticIds.PartOutOfBounds] = (ExitCode.Install, HttpStatusCode.InternalServerError),
        ["TB60"] = (ExitCode.InputOutput, HttpStatusCode.InternalServerError),
        [DiagnosticIds.FolderNotPrivate] = (ExitCode.Environment, HttpStatusCode.InternalServerError),
        [DiagnosticIds.NoSpaceLeft] = (ExitCode.InputOutput, HttpStatusCode.InsufficientStorage),

        // An Image Factory: its configuration, and what another one answers.
        ["TB90"] = (ExitCode.InvalidInput, HttpStatusCode.InternalServerError),
        [DiagnosticIds.FactoryAnswer] = (ExitCode.Dependency, HttpStatusCode.BadGateway),

        // What Talos or TalosBoot does not have. Upstream tells of the first of them among the problems of a profile.
        ["TB80"] = (ExitCode.Unsupported, HttpStatusCode.BadRequest),
        [DiagnosticIds.SecureBootNotSupported] = (ExitCode.InvalidInput, HttpStatusCode.BadRequest),
        [DiagnosticIds.ImageCacheNotSupported] = (ExitCode.Unsupported, HttpStatusCode.NotImplemented),
    };

    /// <summary>What a program exits with after an exception.</summary>
    /// <param name="exception">The exception.</param>
    public static ExitCode ToExitCode(Exception exception) => Find(exception)?.ExitCode ?? ExitCode.Unknown;

    /// <summary>What a web server answers after an exception.</summary>
    /// <param name="exception">The exception.</param>
    public static HttpStatusCode ToStatusCode(Exception exception) => Find(exception)?.Status ?? HttpStatusCode.InternalServerError;

    static (ExitCode ExitCode, HttpStatusCode Status)? Find(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception is not TalosBootException { DiagnosticId: var id } ? null
            : Table.TryGetValue(id, out var own) ? own
            : Table.TryGetValue(id[..Math.Min(4, id.Length)], out var block) ? block
            : null;
    }
}
