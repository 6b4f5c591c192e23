using System.Text;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;

namespace TalosBoot.Inputs;

/// <summary>
/// The files that an asset is made from, wherever they are. The imager container image is looked up when the first file of it is needed, unpacked at most once,
/// and not at all for files that are remembered.
/// </summary>
internal sealed class InputFiles
{
    readonly string _reference;
    readonly UsedImages _images;
    readonly Once<FoundImage> _image;
    readonly Once<FileTree> _tree;

    /// <summary>Names the imager image.</summary>
    /// <param name="imager">Its reference.</param>
    /// <param name="architecture">The architecture to choose.</param>
    /// <param name="images">Where it is taken from.</param>
    /// <param name="spool">Keeps what is decompressed.</param>
    public InputFiles(string imager, Architecture architecture, UsedImages images, ContentSpool spool)
    {
        _reference = imager;
        _images = images;
        _image = new(async cancellationToken =>
            await images.FindAsync(new ContainerAsset { ImageRef = imager }, architecture, cancellationToken).ConfigureAwait(false));
        _tree = new(async cancellationToken => await images.OpenTreeAsync(
            await _image.GetAsync(cancellationToken).ConfigureAwait(false), architecture, spool, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Opens a file.</summary>
    public ValueTask<InputFile> OpenAsync(NamedFile file, CancellationToken cancellationToken) => file switch
    {
        { Content: { } content } => ValueTask.FromResult(new InputFile(content, Key: null)),
        { IsInImager: true } => OpenInImagerAsync(file.What, file.Path, cancellationToken),
        _ => ValueTask.FromResult(new InputFile(BlobSource.FromFile(file.Path), Key: null)),
    };

    /// <summary>All files of the imager image, as a tree.</summary>
    public Task<FileTree> OpenImagerAsync(CancellationToken cancellationToken) => _tree.GetAsync(cancellationToken);

    /// <summary>Gets a part of the imager image.</summary>
    /// <param name="what">Names the part among what is remembered.</param>
    /// <param name="pick">Takes the part out of the whole tree.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<FileTree> GetPartAsync(string what, Func<FileTree, FileTree> pick, CancellationToken cancellationToken)
    {
        var key = KeyOf(await _image.GetAsync(cancellationToken).ConfigureAwait(false), $"part {what}");
        if (await FindWorkAsync(key, cancellationToken).ConfigureAwait(false) is { } remembered)
        {
            return CpioReader.ReadTree(remembered, cancellationToken: cancellationToken);
        }

        var part = pick(await _tree.GetAsync(cancellationToken).ConfigureAwait(false));
        _images.Work?.Keep(key, CpioArchive.Plan(part, cancellationToken: cancellationToken), cancellationToken);
        return part;
    }

    async ValueTask<InputFile> OpenInImagerAsync(string what, string path, CancellationToken cancellationToken)
    {
        var key = KeyOf(await _image.GetAsync(cancellationToken).ConfigureAwait(false), path);
        if (await FindWorkAsync(key, cancellationToken).ConfigureAwait(false) is { } remembered)
        {
            return new InputFile(remembered, key);
        }

        return _images.Work is { } work
            ? await KeepAsync(work, key, what, path, cancellationToken).ConfigureAwait(false)
            : new InputFile(FileOf(await _tree.GetAsync(cancellationToken).ConfigureAwait(false), what, path).Content, key);
    }

    /// <summary>Unpacks the image, unless another build just does so, and keeps all files beside the one that is wanted, too: they will be wanted soon.</summary>
    async ValueTask<InputFile> KeepAsync(ContentCache work, Digest key, string what, string path, CancellationToken cancellationToken)
    {
        var image = await _image.GetAsync(cancellationToken).ConfigureAwait(false);
        var folder = path[..(path.LastIndexOf('/') + 1)];
        using var turn = await work.TakeTurnAsync(KeyOf(image, folder), _images.Budget, cancellationToken).ConfigureAwait(false);
        if (await FindWorkAsync(key, cancellationToken).ConfigureAwait(false) is { } remembered)
        {
            return new InputFile(remembered, key);
        }

        var tree = await _tree.GetAsync(cancellationToken).ConfigureAwait(false);
        var file = FileOf(tree, what, path);

        // The wanted one last: it is looked up first, and so a process that was killed in between leaves none out for good.
        foreach (var (name, entry) in ((DirectoryNode)tree.Find(folder.TrimEnd('/'))!).Children.OrderBy(child => folder + child.Key == path))
        {
            if (entry is RegularFile sibling)
            {
                work.Keep(KeyOf(image, folder + name), sibling.Content, cancellationToken);
            }
        }

        return new InputFile(file.Content, key);
    }

    async ValueTask<BlobSource?> FindWorkAsync(Digest key, CancellationToken cancellationToken) =>
        _images.Work is { } work ? await work.FindAsync(key, _images.Budget, cancellationToken).ConfigureAwait(false) : null;

    RegularFile FileOf(FileTree tree, string what, string path) => tree.Find(path) as RegularFile ?? throw new RegistryException(
        DiagnosticIds.FileMissingInImage, _reference, $"the image has no file {path}, which is the {what}. Check the version and the architecture.");

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
