using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Profiles;

namespace TalosBoot.Inputs;

/// <summary>Finds the official extensions of a Talos release by their names.</summary>
/// <param name="extensions">The extensions.</param>
/// <param name="reference">The catalog image, for messages.</param>
internal sealed class ExtensionCatalog(IReadOnlyList<OfficialExtension> extensions, string reference)
{
    /// <summary>Looks an extension up by a name such as <c>siderolabs/gvisor</c>. Of two with one name the last counts.</summary>
    public ContainerAsset Find(string name) => TryFind(name) ?? throw new ProfileValidationException(
        DiagnosticIds.UnknownExtension, "input.systemExtensions",
        $"there is no official extension \"{name}\" in {reference}. {Listing}");

    /// <summary>What there is, as a sentence.</summary>
    public string Listing =>
        $"{reference} has: {string.Join(", ", extensions.Select(extension => extension.Repository).Order(StringComparer.Ordinal))}.";

    /// <summary>Looks an extension up by its name, and tells null for one that is not there.</summary>
    public ContainerAsset? TryFind(string name) => extensions.LastOrDefault(extension => extension.Repository == name) is { } found
        ? new ContainerAsset { ImageRef = found.Reference }
        : null;
}
