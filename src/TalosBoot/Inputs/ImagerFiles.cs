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
            var key = KeyOf(await FindAsync(cancellationToken).ConfigureAwait(false), path);
            if (images.Work?.Find(key, cancellationToken) is { } remembered)
            {
                return new InputFile(remembered, key);
            }

            var tree = await OpenAsync(context, cancellationToken).ConfigureAwait(false);
            if (tree.Find(path) is not RegularFile file)
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

    /// <summary>Gets a part of the tree of files.</summary>
    /// <param name="what">Names the part among what is remembered.</param>
    /// <param name="pick">Takes the part out of the whole tree.</param>
    /// <param name="context">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<FileTree> GetPartAsync(string what, Func<FileTree, FileTree> pick, BuildContext context, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var key = KeyOf(await FindAsync(cancellationToken).ConfigureAwait(false), $"part {what}");
            if (_tree is null && images.Work?.Find(key, cancellationToken) is { } remembered)
            {
                return CpioReader.ReadTree(remembered, cancellationToken: cancellationToken);
            }

            var part = pick(await OpenAsync(context, cancellationToken).ConfigureAwait(false));
            images.Work?.Keep(key, CpioArchive.Plan(part, cancellationToken: cancellationToken), cancellationToken);
            return part;
        }
        finally
        {
            _one.Release();
        }
    }

    async ValueTask<FoundImage> FindAsync(CancellationToken cancellationToken)
    {
        if (_image is null)
        {
            _image = await images.FindAsync(reference, architecture, cancellationToken).ConfigureAwait(false);
            found(_image.Input);
        }

        return _image;
    }

    async ValueTask<FileTree> OpenAsync(BuildContext context, CancellationToken cancellationToken) =>
        _tree ??= await images.OpenTreeAsync(await FindAsync(cancellationToken).ConfigureAwait(false), architecture, spool, context, cancellationToken).ConfigureAwait(false);

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
