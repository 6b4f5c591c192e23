using System.Net;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Errors;

/// <summary>The one table from exceptions to exit codes of programs and status codes of web servers.</summary>
public static class FailureMap
{
    static readonly (Type Exception, ExitCode ExitCode, HttpStatusCode Status)[] Table =
    [
        (typeof(ProfileValidationException), ExitCode.InvalidInput, HttpStatusCode.BadRequest),
        (typeof(SchematicException), ExitCode.InvalidInput, HttpStatusCode.BadRequest),
        (typeof(UnsupportedByTalosException), ExitCode.Unsupported, HttpStatusCode.BadRequest),
        (typeof(RegistryException), ExitCode.Dependency, HttpStatusCode.BadGateway),
        (typeof(ContentMismatchException), ExitCode.Dependency, HttpStatusCode.BadGateway),
        (typeof(SignatureVerificationException), ExitCode.Dependency, HttpStatusCode.BadGateway),
        (typeof(ExtensionException), ExitCode.Dependency, HttpStatusCode.BadRequest),
        (typeof(OverlayException), ExitCode.Dependency, HttpStatusCode.BadRequest),
        (typeof(ImageFormatException), ExitCode.Dependency, HttpStatusCode.BadGateway),
        (typeof(SigningException), ExitCode.Dependency, HttpStatusCode.InternalServerError),
        (typeof(LayoutException), ExitCode.Dependency, HttpStatusCode.InternalServerError),
        (typeof(FileAccessException), ExitCode.InputOutput, HttpStatusCode.InternalServerError),
    ];

    /// <summary>What a program exits with after an exception.</summary>
    /// <param name="exception">The exception.</param>
    public static ExitCode ToExitCode(Exception exception) => Find(exception)?.ExitCode ?? ExitCode.Unknown;

    /// <summary>What a web server answers after an exception.</summary>
    /// <param name="exception">The exception.</param>
    public static HttpStatusCode ToStatusCode(Exception exception) => Find(exception)?.Status ?? HttpStatusCode.InternalServerError;

    static (Type Exception, ExitCode ExitCode, HttpStatusCode Status)? Find(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var index = Array.FindIndex(Table, row => row.Exception.IsInstanceOfType(exception));
        return index < 0 ? null : Table[index];
    }
}
