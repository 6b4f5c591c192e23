using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>What is thrown where kernel modules are too many or too large.</summary>
internal static class ModuleLimit
{
    /// <summary>The failure.</summary>
    /// <param name="source">Whose modules they are.</param>
    /// <param name="path">The path, or null.</param>
    /// <param name="message">The value and the limit, and what to do.</param>
    public static ExtensionException Exceeded(string source, string? path, string message) =>
        new(DiagnosticIds.KernelModuleLimitExceeded, source, path, message);
}
