using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Tells whether an extension fits a Talos version (initramfs.md 5.3 and 6).</summary>
public static class SystemExtensionValidator
{
    /// <summary>Checks the version constraint of an extension.</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="version">The Talos version; one that is unparsable satisfies every constraint that can be read.</param>
    /// <exception cref="ExtensionException">The constraint cannot be read (TB3005) or is not satisfied (TB3006).</exception>
    public static void Validate(SystemExtension extension, TalosVersion version)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var text = extension.Manifest.TalosVersionConstraint;
        if (text.Length == 0)
        {
            return;
        }

        if (!ParseConstraint(extension, text).IsSatisfiedBy(version) && version.IsParsable)
        {
            throw new ExtensionException(
                DiagnosticIds.ExtensionIncompatible, extension.Source, path: null,
                $"version constraint {text} can't be satisfied with Talos version {version.Text}. "
                + $"Choose the \"{extension.Manifest.Name}\" extension of that Talos release.");
        }
    }

    static VersionConstraint ParseConstraint(SystemExtension extension, string text)
    {
        try
        {
            return VersionConstraint.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new ExtensionException(
                DiagnosticIds.ExtensionConstraintInvalid, extension.Source, "manifest.yaml",
                $"error parsing Talos version constraint: {exception.Message}. Ask the author of \"{extension.Manifest.Name}\" to correct it.",
                exception);
        }
    }
}
