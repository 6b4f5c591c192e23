namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The Talos version has no Secure Boot.</summary>
    public const string SecureBootNotSupported = "TB8001";

    /// <summary>The Talos version has no unified kernel images.</summary>
    public const string UkiNotSupported = "TB8002";

    /// <summary>The Talos version reads no image cache from a disk.</summary>
    public const string ImageCacheNotSupported = "TB8003";

    /// <summary>The Talos version cannot carry a machine configuration.</summary>
    public const string EmbeddedConfigurationNotSupported = "TB8004";

    /// <summary>The Talos version has no overlays.</summary>
    public const string OverlayNotSupported = "TB8005";
}
