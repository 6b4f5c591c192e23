using Microsoft.Extensions.Logging;
using TalosBoot.Profiles;

namespace TalosBoot;

/// <summary>The messages of this assembly. Command lines may carry META values, and are never logged.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Debug, "The kernel command line of the {Kind} for Talos {Version} is ready.")]
    public static partial void KernelCommandLineReady(ILogger logger, OutputKind kind, string version);

    [LoggerMessage(1001, LogLevel.Information, "The initramfs is ready: {Layers} extensions, {Size} bytes.")]
    public static partial void InitramfsReady(ILogger logger, int layers, long size);

    [LoggerMessage(1002, LogLevel.Information, "The asset {FileName} is laid out: {Size} bytes.")]
    public static partial void AssetPlanned(ILogger logger, string fileName, long size);

    [LoggerMessage(1007, LogLevel.Information, "The asset {FileName} is laid out. Its length is known when it is packed.")]
    public static partial void PackedAssetPlanned(ILogger logger, string fileName);

    [LoggerMessage(1003, LogLevel.Debug, "The container image {Reference} is read.")]
    public static partial void ImageRead(ILogger logger, string reference);

    [LoggerMessage(1004, LogLevel.Warning, "{Warning}")]
    public static partial void CertificateWarning(ILogger logger, string warning);

    [LoggerMessage(1006, LogLevel.Warning, "The container image {Reference} is for {Actual}, and used for {Wanted}, as it is there for nothing else.")]
    public static partial void OtherPlatform(ILogger logger, string reference, string actual, string wanted);

    [LoggerMessage(1008, LogLevel.Information, "The overlay {Name} is installed by its provider: {Reason}.")]
    public static partial void OverlayChosen(ILogger logger, string name, string reason);

    [LoggerMessage(1005, LogLevel.Warning, "The kernel module {Path}: {Message}")]
    public static partial void KernelModuleIsOdd(ILogger logger, string path, string message);
}
