using TalosBoot.Core.Content;

namespace TalosBoot.Inputs;

/// <summary>A file as a request names it: in memory, inside the imager container image, or on this machine.</summary>
/// <param name="What">What messages call it.</param>
/// <param name="Path">Its path: one below <see cref="InstallFolder"/> is looked up in the imager image.</param>
/// <param name="Content">The bytes when they lie in memory, else null.</param>
internal sealed record NamedFile(string What, string Path, BlobSource? Content = null)
{
    /// <summary>The folder of the imager image that holds boot assets.</summary>
    public const string InstallFolder = "/usr/install/";

    /// <summary>Whether it is in the imager image.</summary>
    public bool IsInImager => Content is null && Path.StartsWith(InstallFolder, StringComparison.Ordinal);
}
