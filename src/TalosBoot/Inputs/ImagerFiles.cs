using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;

namespace TalosBoot.Inputs;

/// <summary>
/// The files of the imager container image. It is looked up when the first of them is needed, unpacked at most once, and not at all for files that
/// are remembered.
/// </summary>
/// <param name="reference">The reference of the image.</param>
/// <param name="architecture">The architecture to choose.</param>
/// <param name="images">Where it is taken from.</param>
/// <param name="spool">Keeps what is decompressed.</param>
/// <param name="found">Is told of the image when it was found.</param>
internal sealed class ImagerFiles(string reference, Architecture architecture, ImageStore images, ContentSpool spool, Action<BootAssetInput> found)
{
    readonly SemaphoreSlim _one = new(1, 1);
    FoundImage? _image;
    FileTree? _tree;

    /// <summary>Gets a file.</summary>
    /// <param name="what">What messages call it.</param>
    /// <param name="path">Where it is in the image.</param>
    /// <param name="context">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<InputFile> GetAsync(string what, string path, BuildContext context, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_image is null)
            {
                _image = await images.FindAsync(reference, architecture, cancellationToken).ConfigureAwait(false);
                found(_image.Input);
            }

            var key = KeyOf(_image, path);
            if (images.Work?.Find(key, cancellationToken) is { } remembered)
            {
                return new InputFile(remembered, key);
            }

            _tree ??= await images.OpenTreeAsync(_image, architecture, spool, context, cancellationToken).ConfigureAwait(false);
            if (_tree.Find(path) is not RegularFile file)
            {
                throw new RegistryException(
                    DiagnosticIds.FileMissingInImage, reference, $"the image has no file {path}, which is the {what}. Check the version and the architecture.");
            }

            images.Work?.Keep(key, file.Content, cancellationToken);
            return new InputFile(file.Content, key);
        }
        finally
        {
            _one.Release();
        }
    }

    static Digest KeyOf(FoundImage image, string path)
    {
        var text = new StringBuilder("TalosBoot file of an image\n");
        foreach (var layer in image.Layers)
        {
            text.Append(layer).Append('\n');
        }

        return Digest.Sha256(Encoding.UTF8.GetBytes(text.Append(path).ToString()));
    }
}
