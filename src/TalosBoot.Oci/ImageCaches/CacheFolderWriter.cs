using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>Writes the tree of a cache to a folder. In the order of names, blobs come before digests, and those before tags.</summary>
internal sealed class CacheFolderWriter(string name, string folder)
{
    public async Task WriteAsync(FileTree tree, CancellationToken cancellationToken)
    {
        var entries = tree.Walk().ToArray();
        foreach (var (path, entry) in entries)
        {
            Check(path, entry);
        }

        foreach (var (path, entry) in entries)
        {
            var target = Path.Combine([folder, .. path.Split('/')]);
            if (entry is RegularFile file)
            {
                await file.Content.WriteToFileAsync(target, null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                CreateDirectory(target);
            }
        }
    }

    void Check(string path, FileTreeEntry entry)
    {
        // On some systems a backslash is a slash, and a letter with a colon a drive.
        var isPlain = Array.TrueForAll(path.Split('/'), part =>
            !part.Contains('\\', StringComparison.Ordinal) && !(part.Length >= 2 && char.IsAsciiLetter(part[0]) && part[1] == ':'));
        if (!isPlain || entry is not (RegularFile or DirectoryNode))
        {
            throw new RegistryException(
                DiagnosticIds.ImageStoreInvalid, name,
                $"\"{path}\" is no plain file or folder, and may lead elsewhere. The cache is damaged or hostile: do not use it.");
        }
    }

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
}
