using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Tells whether an extension fits a Talos version (docs/formats/initramfs.md).</summary>
public static class SystemExtensionValidator
{
    /// <summary>Checks the version constraint of an extension.</summary>
    /// <param name="manifest">What the extension says of itself.</param>
    /// <param name="source">Where it came from, for messages.</param>
    /// <param name="version">The Talos version; one that is unparsable satisfies every constraint that can be read.</param>
    /// <exception cref="ExtensionException">The constraint cannot be read (TB3005) or is not satisfied (TB3006).</exception>
    public static void Validate(ExtensionManifest manifest, string source, TalosVersion version)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(source);
        var text = manifest.TalosVersionConstraint;
        if (text.Length > 0 && !ParseConstraint(manifest, source, text).IsSatisfiedBy(version) && version.IsParsable)
        {
            throw new ExtensionException(
                DiagnosticIds.ExtensionIncompatible, source, path: null,
                $"error validating extension \"{manifest.Name}\": version constraint {text} can't be satisfied with Talos version {Plain(version)}. "
                + $"Choose the \"{manifest.Name}\" extension of that Talos release.");
        }
    }

    /// <summary>Checks where the files of an extension are.</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="version">The Talos version, which decides what is allowed.</param>
    /// <param name="check">How much is checked.</param>
    /// <exception cref="ExtensionException">A file is at another place (TB3009), or is a device, a named pipe or a socket (TB3010).</exception>
    public static void ValidateContent(SystemExtension extension, TalosVersion version, ExtensionContentCheck check)
    {
        ArgumentNullException.ThrowIfNull(extension);
        if (check == ExtensionContentCheck.None)
        {
            return;
        }

        var allowed = new TalosQuirks(version).AllowedExtensionPaths;
        foreach (var (path, entry) in new FileTree(extension.RootFs).Walk().Select(item => ("/" + item.Path, item.Entry)))
        {
            if (entry is SpecialFile)
            {
                throw new ExtensionException(
                    DiagnosticIds.ExtensionSpecialFile, extension.Source, path,
                    $"error validating extension \"{extension.Manifest.Name}\": special files are not allowed: \"{path}\". Ask its author to leave it out.");
            }

            if (entry is not DirectoryNode && !allowed.Any(place => IsAt(path, place, check)))
            {
                throw new ExtensionException(
                    DiagnosticIds.ExtensionPathNotAllowed, extension.Source, path,
                    $"error validating extension \"{extension.Manifest.Name}\": path \"{path}\" is not allowed in extensions. Use an extension that was made for Talos {version.Text}.");
            }
        }
    }

    static bool IsAt(string path, string place, ExtensionContentCheck check) =>
        path.StartsWith(place, StringComparison.Ordinal)
        && (check == ExtensionContentCheck.Prefix || path.Length == place.Length || path[place.Length] == '/');

    /// <summary>The version as upstream prints it: without the <c>v</c>.</summary>
    static string Plain(TalosVersion version) => version.Text.StartsWith('v') ? version.Text[1..] : version.Text;

    static VersionConstraint ParseConstraint(ExtensionManifest manifest, string source, string text)
    {
        try
        {
            return VersionConstraint.Parse(text);
        }
        catch (FormatException exception)
        {
            throw new ExtensionException(
                DiagnosticIds.ExtensionConstraintInvalid, source, "manifest.yaml",
                $"error validating extension \"{manifest.Name}\": error parsing Talos version constraint: {exception.Message}. Ask its author to correct it.",
                exception);
        }
    }
}
