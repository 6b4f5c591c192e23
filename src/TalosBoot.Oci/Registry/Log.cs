using Microsoft.Extensions.Logging;

namespace TalosBoot.Oci.Registry;

/// <summary>The messages about registries. Addresses in them are redacted, and credentials are never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(2010, LogLevel.Debug, "{Request}: {Status}")]
    public static partial void Answered(ILogger logger, string request, int status);

    [LoggerMessage(2011, LogLevel.Information, "{Host} failed: {Reason} Trying again in {Seconds} s.")]
    public static partial void Retrying(ILogger logger, string host, string reason, double seconds);

    [LoggerMessage(2012, LogLevel.Information, "The mirror {Host} cannot serve {Repository}: {Reason} Going on to the next.")]
    public static partial void MirrorFailed(ILogger logger, string host, string repository, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "{Host} warns: {Warning}")]
    public static partial void RegistryWarning(ILogger logger, string host, string warning);

    [LoggerMessage(2014, LogLevel.Information, "{Host} lost the connection at byte {Offset} of {Digest}. Going on from there.")]
    public static partial void Resuming(ILogger logger, string host, long offset, string digest);

    [LoggerMessage(2016, LogLevel.Warning, "The bytes of {Digest} are wrong: {Reason} Asking the next server for it.")]
    public static partial void AskingElsewhere(ILogger logger, string digest, string reason);

    [LoggerMessage(2017, LogLevel.Debug, "{Host} does not tell a digest alone: {Reason} Asking for the manifest.")]
    public static partial void AskingForWhole(ILogger logger, string host, string reason);

    [LoggerMessage(2015, LogLevel.Debug, "{Host} may keep what was sent of an upload that failed: {Reason}")]
    public static partial void UploadLeft(ILogger logger, string host, string reason);
}
