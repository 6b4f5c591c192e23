using System.Collections.Concurrent;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// Removes temporary files of processes that were killed. Whoever writes one holds it alone, and the system ends that with the process: what can be
/// opened alone belongs to nobody.
/// </summary>
internal static class AbandonedFiles
{
    // A folder is looked through once by each process: what is left behind later, the next one finds.
    static readonly ConcurrentDictionary<string, bool> Seen = new(StringComparer.Ordinal);

    /// <summary>Looks through a folder, unless this process has done so.</summary>
    /// <param name="pattern">The names of such files.</param>
    /// <param name="own">A file of that kind which the caller holds. It tells whether the file system knows who holds a file; where it does not, all stay.</param>
    public static void RemoveOnce(string pattern, string own)
    {
        var folder = Path.GetDirectoryName(own)!;
        if (!Seen.TryAdd(Path.Combine(folder, pattern), true) || TryOpen(own) is { } opened && Close(opened))
        {
            return;
        }

        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, pattern, new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = true }))
            {
                Remove(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They stay until the folder can be read. Nothing depends on it.
        }
    }

    /// <summary>
    /// Whether a file that was made, and then held, was not taken for an abandoned one in between. Where it was, it is closed: it has no name any more.
    /// </summary>
    public static bool IsStillThere(FileStream file)
    {
        if (File.Exists(file.Name))
        {
            return true;
        }

        file.Dispose();
        return false;
    }

    static void Remove(string path)
    {
        using var file = TryOpen(path);
        try
        {
            if (file is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process was faster, or the folder is only to be read.
        }
    }

    static FileStream? TryOpen(string path)
    {
        try
        {
            // A link, a pipe or a file of somebody else is none of ours.
            return HostFile.OfInput(path).IsRegular && new FileInfo(path).LinkTarget is null
                ? new FileStream(path, new FileStreamOptions { Access = FileAccess.ReadWrite, Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, BufferSize = 0 })
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Diagnostics.FileAccessException)
        {
            return null;
        }
    }

    static bool Close(FileStream file)
    {
        file.Dispose();
        return true;
    }
}
