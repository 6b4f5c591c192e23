using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
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
    /// <exception cref="ImageFormatException">
    /// The image holds devices, sockets or the like, or links, which are not extracted (TB4325), or a name that leads out of the folder on some
    /// systems (TB4103). Nothing was written then.
    /// </exception>
    public static async Task ExtractAsync(IsoVolume volume, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var (path, entry) in volume.Tree.Walk())
        {
            Check(path, entry);
        }

        CreateDirectory(folder);
        if (!IsEmpty(folder))
        {
            throw new FileAccessException(DiagnosticIds.OutputNotWritable, folder, "the folder is not empty. Name another one.");
        }

        foreach (var (path, entry) in volume.Tree.Walk())
        {
            var target = Path.Combine([folder, .. path.Split('/')]);
            if (entry is RegularFile file)
            {
                await file.Content.WriteToFileAsync(target, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            else
            {
                CreateDirectory(target);
            }
        }
    }

    static void Check(string path, FileTreeEntry entry)
    {
        if (entry is not (RegularFile or DirectoryNode))
        {
            throw new ImageFormatException(
                DiagnosticIds.IsoFeatureUnsupported, IsoFormat.Name, 0, $"\"/{path}\" is no file and no directory. Such things are not extracted.");
        }

        var name = path[(path.LastIndexOf('/') + 1)..];
        if (LeadsElsewhere(name))
        {
            throw new ImageFormatException(
                DiagnosticIds.ArchivePathRefused, IsoFormat.Name, 0,
                $"\"/{path}\" is a name that leads out of its folder on some systems. The image is damaged or hostile: do not use it.");
        }
    }

    // On some systems a backslash is a slash, a letter with a colon a drive, and dots and spaces at the end of a name are none of it.
    static bool LeadsElsewhere(string name) =>
        name.Contains('\\', StringComparison.Ordinal)
        || (name.Length >= 2 && char.IsAsciiLetter(name[0]) && name[1] == ':')
        || !name.AsSpan().ContainsAnyExcept('.', ' ');

    static void CreateDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }

    static bool IsEmpty(string folder)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries(folder).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(folder, exception);
        }
    }
}
