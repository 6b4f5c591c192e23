using Microsoft.Win32.SafeHandles;

namespace TalosBoot.Factory.Stores;

/// <summary>
/// A folder in which files appear under their names only when they are complete. What a process that died has left behind is found by the lock that
/// nobody holds any more, and deleted.
/// </summary>
internal sealed class StoreFolder
{
    const string PartialSuffix = ".partial";

    readonly string _partials;

    public StoreFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _partials = System.IO.Path.Combine(Path, "partial");
        CreatePrivate(Path);
        CreatePrivate(_partials);
        DeleteAbandoned();
    }

    public string Path { get; }

    /// <summary>Makes a folder inside that nobody but this user can read.</summary>
    /// <returns>Its path.</returns>
    public string CreateFolder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        CreatePrivate(path);
        return path;
    }

    /// <summary>Begins a file. It is locked as long as the handle is open.</summary>
    public (string Path, SafeFileHandle Handle) Begin()
    {
        var (path, handle) = HeldFile.Create(_partials, PartialSuffix);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return (path, handle);
    }

    /// <summary>Writes a whole file and gives it its name.</summary>
    /// <param name="target">The name inside of the folder.</param>
    /// <param name="content">The content.</param>
    /// <param name="isDurable">Whether it must survive the crash of the machine.</param>
    public void Write(string target, ReadOnlySpan<byte> content, bool isDurable)
    {
        var (path, handle) = Begin();
        using var held = handle; // Until it has its name: without the lock it would look abandoned.
        try
        {
            RandomAccess.Write(handle, content, 0);
            if (isDurable)
            {
                RandomAccess.FlushToDisk(handle);
            }

            Commit(path, target);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Gives a file its name.</summary>
    public void Commit(string partial, string target)
    {
        var full = System.IO.Path.Combine(Path, target);
        try
        {
            File.Move(partial, full, overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            CreatePrivate(System.IO.Path.GetDirectoryName(full)!);
            File.Move(partial, full, overwrite: true);
        }
    }

    static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    void DeleteAbandoned()
    {
        foreach (var file in Directory.EnumerateFiles(_partials, "*" + PartialSuffix))
        {
            try
            {
                // Whoever is writing holds a lock, in this process or another; a process that died does not.
                using (File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    File.Delete(file);
                }
            }
            catch (IOException)
            {
                // Somebody is writing it, or it is gone.
            }
        }
    }
}
