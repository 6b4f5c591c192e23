using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;

namespace TalosBoot.Assets;

/// <summary>
/// The files of the imager container image. It is looked up when the first of them is needed, unpacked at most once, and not at all for files that
/// are remembered.
/// </summary>
/// <param name="reference">The reference of the image, for messages.</param>
/// <param name="resolve">Looks the image up.</param>
/// <param name="unpack">Makes a tree of its layers.</param>
/// <param name="cache">Remembers files; null for no memory.</param>
internal sealed class ImagerFiles(
    string reference, Func<CancellationToken, ValueTask<ContainerImage>> resolve, Func<ContainerImage, CancellationToken, ValueTask<FileTree>> unpack,
    ContentCache? cache)
{
    ContainerImage? _image;
    FileTree? _tree;

    /// <summary>Gets a file.</summary>
    /// <param name="what">What messages call it.</param>
    /// <param name="path">Where it is in the image.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<AssetFile> GetAsync(string what, string path, CancellationToken cancellationToken)
    {
        _image ??= await resolve(cancellationToken).ConfigureAwait(false);
        var key = KeyOf(_image, path);
        if (cache?.Find(key, cancellationToken) is { } remembered)
        {
            return new AssetFile(remembered, key);
        }

        _tree ??= await unpack(_image, cancellationToken).ConfigureAwait(false);
        if (_tree.Find(path) is not RegularFile file)
        {
            throw new RegistryException(
                DiagnosticIds.FileMissingInImage, reference, $"the image has no file {path}, which is the {what}. Check the version and the architecture.");
        }

        cache?.Keep(key, file.Content, cancellationToken);
        return new AssetFile(file.Content, key);
    }

    static Digest KeyOf(ContainerImage image, string path)
    {
        var text = new StringBuilder("TalosBoot file of an image\n");
        foreach (var layer in image.Layers)
        {
            text.Append(layer.Descriptor.Digest).Append('\n');
        }

        return Digest.Sha256(Encoding.UTF8.GetBytes(text.Append(path).ToString()));
    }
}
