using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;

namespace TalosBoot.Assets;

/// <summary>The official extensions of a Talos release: the file <c>image-digests</c> of the catalog image (installer-overlay.md 17).</summary>
internal sealed class ExtensionCatalog
{
    public const string DigestsPath = "image-digests";
    const int LargestFile = 4 * 1024 * 1024;

    readonly string _reference;
    readonly Dictionary<string, string> _references = [];

    ExtensionCatalog(string reference) => _reference = reference;

    /// <summary>Reads the list: one reference with tag and digest a line.</summary>
    public static ExtensionCatalog Read(BlobSource digests, string reference)
    {
        var catalog = new ExtensionCatalog(reference);
        foreach (var line in Encoding.UTF8.GetString(digests.ToArray(LargestFile)).Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.Contains('@', StringComparison.Ordinal)))
        {
            catalog._references[NameOf(line)] = line;
        }

        return catalog;
    }

    /// <summary>Looks an extension up by a name such as <c>siderolabs/gvisor</c>.</summary>
    public ContainerAsset Find(string name) => _references.TryGetValue(name, out var reference)
        ? new ContainerAsset { ImageRef = reference }
        : throw new ProfileValidationException(
            DiagnosticIds.UnknownExtension, "input.systemExtensions",
            $"there is no official extension \"{name}\" in {_reference}. It has: {string.Join(", ", _references.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>The repository without its registry, tag and digest.</summary>
    static string NameOf(string reference)
    {
        var repository = reference.Split('@')[0];
        var tag = repository.LastIndexOf(':');
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        return repository[(slash + 1)..(tag > slash ? tag : repository.Length)];
    }
}
