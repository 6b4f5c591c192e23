namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The Talos version has no Secure Boot.</summary>
    public const string SecureBootNotSupported = "TB8001";

    /// <summary>The Talos version has no unified kernel images.</summary>
    public const string UkiNotSupported = "TB8002";

    /// <summary>The disk of a Talos version before 1.8 has no place for an image cache.</summary>
    public const string ImageCacheNotSupported = "TB8003";

    /// <summary>The Talos version cannot carry a machine configuration.</summary>
    public const string EmbeddedConfigurationNotSupported = "TB8004";

    /// <summary>The Talos version has no overlays.</summary>
    public const string OverlayNotSupported = "TB8005";
}
