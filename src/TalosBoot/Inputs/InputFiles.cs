using TalosBoot.Core.Content;

namespace TalosBoot.Inputs;

/// <summary>Opens the files that a request names, wherever they are.</summary>
/// <param name="imager">The files of the imager image.</param>
internal sealed class InputFiles(ImagerFiles imager)
{
    public ValueTask<InputFile> OpenAsync(NamedFile file, CancellationToken cancellationToken) => file switch
    {
        { Content: { } content } => ValueTask.FromResult(new InputFile(content, Key: null)),
        { IsInImager: true } => imager.GetAsync(file.What, file.Path, cancellationToken),
        _ => ValueTask.FromResult(new InputFile(BlobSource.FromFile(file.Path), Key: null)),
    };
}
