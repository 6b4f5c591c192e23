using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory;

/// <summary>Log messages. None holds the text of a schematic, a META value, a key or a credential.</summary>
internal static partial class Log
{
    [LoggerMessage(9001, LogLevel.Error, "{Method} {Path} failed: {Problem}")]
    public static partial void RequestFailed(ILogger logger, string method, PathString path, string problem, Exception? exception);

    [LoggerMessage(9002, LogLevel.Information, "{Method} {Path} {Status} {Milliseconds:F1} ms {RequestId}")]
    public static partial void RequestAnswered(ILogger logger, string method, string path, int status, double milliseconds, string requestId);

    [LoggerMessage(9003, LogLevel.Information, "Asset {Identity} ({FileName}) built: {Size} bytes in {Seconds:F1} s.")]
    public static partial void AssetBuilt(ILogger logger, string identity, string fileName, long size, double seconds);

    [LoggerMessage(9004, LogLevel.Warning, "Asset {Identity} was not put into the shared cache.")]
    public static partial void AssetNotShared(ILogger logger, string identity, Exception exception);

    [LoggerMessage(9005, LogLevel.Warning, "The stored asset {Identity} is damaged at byte {Offset}, and was deleted.")]
    public static partial void AssetDamaged(ILogger logger, string identity, long offset);

    [LoggerMessage(9006, LogLevel.Warning, "The schematic {Identity} in the store is damaged, and was deleted.")]
    public static partial void SchematicDamaged(ILogger logger, string identity);

    [LoggerMessage(9007, LogLevel.Warning, "{Warning}")]
    public static partial void BuildWarning(ILogger logger, string warning);

    [LoggerMessage(9008, LogLevel.Warning, "The asset {Path} of the pre-warm list was not built.")]
    public static partial void PreWarmFailed(ILogger logger, string path, Exception exception);

    [LoggerMessage(9018, LogLevel.Warning, "The service ends before builds have cleaned up, or what they made is in the shared stores. Allow it more time to end.")]
    public static partial void WorkLeft(ILogger logger);

    [LoggerMessage(9019, LogLevel.Warning, "The shared cache cannot be asked for the asset {Identity}, which is built.")]
    public static partial void CacheFailed(ILogger logger, string identity, Exception exception);

    [LoggerMessage(9009, LogLevel.Warning, "The cached asset {Identity} has no valid signature, and is built again.")]
    public static partial void CacheSignatureInvalid(ILogger logger, string identity, Exception exception);

    [LoggerMessage(9010, LogLevel.Warning, "Container images are taken without a signature. This is not recommended.")]
    public static partial void SignaturesDisabled(ILogger logger);

    [LoggerMessage(9011, LogLevel.Warning, "The audit record cannot be written.")]
    public static partial void AuditFailed(ILogger logger, Exception exception);

    [LoggerMessage(9012, LogLevel.Information, "audit {Record}")]
    public static partial void Audit(ILogger logger, string record);

    [LoggerMessage(9013, LogLevel.Warning, "The password file cannot be read; the users of before stay.")]
    public static partial void PasswordsNotRead(ILogger logger, Exception exception);

    [LoggerMessage(9014, LogLevel.Information, "Installer image {Image} published: {Digest}.")]
    public static partial void InstallerPublished(ILogger logger, string image, string digest);

    [LoggerMessage(9015, LogLevel.Warning, "The store {Folder} cannot be used fully.")]
    public static partial void StoreTrouble(ILogger logger, string folder, Exception exception);

    [LoggerMessage(9016, LogLevel.Warning, "The {What} cannot be read for the wizard.")]
    public static partial void ReleaseUnreadable(ILogger logger, string what, Exception exception);

    [LoggerMessage(9017, LogLevel.Warning, "The pages of the wizard could not be made at the start.")]
    public static partial void RehearsalFailed(ILogger logger, Exception exception);

    [LoggerMessage(9020, LogLevel.Warning, "{Count} records of requests were dropped: so many waited for the audit file.")]
    public static partial void AuditDropped(ILogger logger, long count);

    [LoggerMessage(9030, LogLevel.Warning, "No address to send a client to for the asset {Identity}: it is answered here.")]
    public static partial void RedirectFailed(ILogger logger, string identity, Exception exception);

    [LoggerMessage(9031, LogLevel.Warning, "Another service was to build the asset {Identity} ({Result}), but no shared store has it: it is built here.")]
    public static partial void ClusterGaveNothing(ILogger logger, string identity, BuildResult result);

    [LoggerMessage(9032, LogLevel.Warning, "Another service asks for the asset {Wanted}, which is {Own} here: the services are configured differently.")]
    public static partial void OrderIsForeign(ILogger logger, string wanted, string own);

    [LoggerMessage(9033, LogLevel.Error, "The asset {Identity} could not be built for the cluster.")]
    public static partial void OrderFailed(ILogger logger, string identity, Exception exception);
}
