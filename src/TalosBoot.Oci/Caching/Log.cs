using Microsoft.Extensions.Logging;

namespace TalosBoot.Oci.Caching;

/// <summary>The messages about the blob cache.</summary>
internal static partial class Log
{
    [LoggerMessage(2030, LogLevel.Debug, "The blob {Digest} is fetched from byte {Offset} on.")]
    public static partial void Fetching(ILogger logger, string digest, long offset);

    [LoggerMessage(2031, LogLevel.Debug, "Another process fetches the blob {Digest}. Waiting for it.")]
    public static partial void Waiting(ILogger logger, string digest);

    [LoggerMessage(2032, LogLevel.Warning, "The blob {Digest} in the cache {Folder} was damaged, and is deleted.")]
    public static partial void Damaged(ILogger logger, string digest, string folder);

    [LoggerMessage(2033, LogLevel.Information, "What was fetched of the blob {Digest} before is damaged, and is fetched again.")]
    public static partial void StartingOver(ILogger logger, string digest);

    [LoggerMessage(2034, LogLevel.Debug, "{File} is deleted from the cache: {Reason}.")]
    public static partial void Deleted(ILogger logger, string file, string reason);

    [LoggerMessage(2035, LogLevel.Information, "{File} cannot be deleted from the cache: {Reason}")]
    public static partial void NotDeleted(ILogger logger, string file, string reason);

    [LoggerMessage(2036, LogLevel.Debug, "It cannot be noted that {File} is used: {Reason}")]
    public static partial void NotNoted(ILogger logger, string file, string reason);
}
