using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Overlays.Programs;

/// <summary>A folder that only this user can enter, gone with all that is in it when it is disposed.</summary>
internal sealed class PrivateFolder : IDisposable
{
    PrivateFolder(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes a folder.</summary>
    /// <param name="parent">Where; null for the system's folder for temporary files.</param>
    /// <exception cref="FileAccessException">It cannot be made (TB6001).</exception>
    public static PrivateFolder Create(string? parent)
    {
        // Programs work in it, and a path from the folder that this process works in would lead elsewhere for them.
        var path = System.IO.Path.GetFullPath(
            System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"talosboot-{System.IO.Path.GetRandomFileName()}"));
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return new PrivateFolder(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }

    /// <summary>Deletes it.</summary>
    /// <exception cref="FileAccessException">Something in it cannot be deleted (TB6001).</exception>
    public void Dispose()
    {
        if (new DirectoryInfo(Path) is not { Exists: true, LinkTarget: null })
        {
            // A program has removed it, and may have put something else in its place.
            File.Delete(Path);
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A program may have left folders that nobody may enter.
            DeleteClosed();
        }
    }

    void DeleteClosed()
    {
        try
        {
            OpenFolders(Path);
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // .NET finds no file whose name is not UTF-8.
            throw new FileAccessException(
                DiagnosticIds.OutputNotWritable, Path, "the program of an overlay left something here that cannot be deleted. Delete the folder.", exception);
        }
    }

    /// <summary>Lets this user enter all folders below a folder.</summary>
    public static void OpenFolders(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | all);
        foreach (var entry in new DirectoryInfo(folder).EnumerateDirectories())
        {
            if (entry.LinkTarget is null)
            {
                OpenFolders(entry.FullName);
            }
        }
    }
}
