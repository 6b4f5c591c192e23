using System.Text;
using TalosBoot.Archives.Cpio;
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
internal sealed class ImagerFiles
{
    readonly string _reference;
    readonly ImageStore _images;
    readonly Once<FoundImage> _image;
    readonly Once<FileTree> _tree;

    /// <summary>Names the image.</summary>
    /// <param name="reference">The reference of the image.</param>
    /// <param name="architecture">The architecture to choose.</param>
    /// <param name="images">Where it is taken from.</param>
    /// <param name="spool">Keeps what is decompressed.</param>
    /// <param name="context">Goes along with the build.</param>
    /// <param name="found">Is told of the image when it was found.</param>
    public ImagerFiles(
        string reference, Architecture architecture, ImageStore images, ContentSpool spool, BuildContext context, Action<BootAssetInput> found)
    {
        _reference = reference;
        _images = images;
        _image = new(async cancellationToken =>
        {
            var image = await images.FindAsync(reference, architecture, cancellationToken).ConfigureAwait(false);
            found(image.Input);
            return image;
        });
        _tree = new(async cancellationToken => await images.OpenTreeAsync(
            await _image.GetAsync(cancellationToken).ConfigureAwait(false), architecture, spool, context, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>All files, as a tree.</summary>
    public Task<FileTree> OpenTreeAsync(CancellationToken cancellationToken) => _tree.GetAsync(cancellationToken);

    /// <summary>Gets a file.</summary>
    /// <param name="what">What messages call it.</param>
    /// <param name="path">Where it is in the image.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<InputFile> GetAsync(string what, string path, CancellationToken cancellationToken)
    {
        var key = KeyOf(await _image.GetAsync(cancellationToken).ConfigureAwait(false), path);
        if (_images.Work?.Find(key, cancellationToken) is { } remembered)
        {
            return new InputFile(remembered, key);
        }

        var tree = await _tree.GetAsync(cancellationToken).ConfigureAwait(false);
        if (tree.Find(path) is not RegularFile file)
        {
            throw new RegistryException(
                DiagnosticIds.FileMissingInImage, _reference, $"the image has no file {path}, which is the {what}. Check the version and the architecture.");
        }

        _images.Work?.Keep(key, file.Content, cancellationToken);
        return new InputFile(file.Content, key);
    }

    /// <summary>Gets a part of the tree of files.</summary>
    /// <param name="what">Names the part among what is remembered.</param>
    /// <param name="pick">Takes the part out of the whole tree.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<FileTree> GetPartAsync(string what, Func<FileTree, FileTree> pick, CancellationToken cancellationToken)
    {
        var key = KeyOf(await _image.GetAsync(cancellationToken).ConfigureAwait(false), $"part {what}");
        if (_images.Work?.Find(key, cancellationToken) is { } remembered)
        {
            return CpioReader.ReadTree(remembered, cancellationToken: cancellationToken);
        }

        var part = pick(await _tree.GetAsync(cancellationToken).ConfigureAwait(false));
        _images.Work?.Keep(key, CpioArchive.Plan(part, cancellationToken: cancellationToken), cancellationToken);
        return part;
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
