using TalosBoot.Core.Content.Files;

namespace TalosBoot.Overlays.Programs;

/// <summary>Files and folders that a program of an overlay left, which may be something else than it was given. No link of it is followed.</summary>
internal static class LeftFiles
{
    const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whether a path is one of folders alone: no name on it is missing, a link or a file.</summary>
    /// <param name="root">The folder that the path begins at, which is looked at too.</param>
    /// <param name="path">Names separated by slashes.</param>
    public static bool IsFolder(string root, string path)
    {
        var current = root;
        foreach (var name in (string[])[string.Empty, .. path.Split('/')])
        {
            current = Path.Combine(current, name);
            if (new DirectoryInfo(current) is not { Exists: true, LinkTarget: null })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Opens a file, which this user may read and write from then on.</summary>
    /// <param name="path">Where it was.</param>
    /// <returns>The file; null where there is none, but nothing, a link, a folder, a pipe, a socket or a device.</returns>
    public static FileStream? TryOpen(string path)
    {
        if (HostFile.Find(path) is not { IsRegular: true } found || new FileInfo(path).LinkTarget is not null)
        {
            return null;
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | ReadAndWrite);
        }

        // A process that the program left may change the file still. A pipe that is opened for both does not wait for its other end.
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        if (HostFile.Of(file.SafeFileHandle) == found)
        {
            return file;
        }

        file.Dispose();
        return null;
    }
}
