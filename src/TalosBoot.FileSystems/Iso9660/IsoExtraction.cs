using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>Writes the files of an ISO image into a folder.</summary>
public static class IsoExtraction
{
    /// <summary>Writes all files. Owners, modes and times are not kept.</summary>
    /// <param name="volume">What the image holds.</param>
    /// <param name="folder">The folder, which is made, or is empty.</param>
    /// <param name="cancellationToken">Stops the work. What was written stays.</param>
    /// <exception cref="FileAccessException">The folder is not empty, or cannot be written (TB6001).</exception>
    /// <exception cref="ImageFormatException">The image holds devices, sockets or the like, or links, which are not extracted (TB4325).</exception>
    public static async Task ExtractAsync(IsoVolume volume, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new FileAccessException(DiagnosticIds.OutputNotWritable, folder, "the folder is not empty. Name another one.");
        }

        foreach (var (path, entry) in volume.Tree.Walk())
        {
            var target = Path.Combine([folder, .. path.Split('/')]);
            switch (entry)
            {
                case DirectoryNode:
                    Directory.CreateDirectory(target);
                    break;

                case RegularFile file:
                    await file.Content.WriteToFileAsync(target, cancellationToken: cancellationToken).ConfigureAwait(false);
                    break;

                default:
                    throw new ImageFormatException(
                        DiagnosticIds.IsoFeatureUnsupported, IsoFormat.Name, 0, $"\"/{path}\" is no file and no directory. Such things are not extracted.");
            }
        }
    }
}
