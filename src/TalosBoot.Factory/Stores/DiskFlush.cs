using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TalosBoot.Factory.Stores;

/// <summary>Forces files to the disk, with their names, that were written without waiting for that.</summary>
internal static class DiskFlush
{
    /// <param name="file">An open file of the same file system.</param>
    /// <param name="paths">The files.</param>
    public static void Flush(SafeFileHandle file, IEnumerable<string> paths)
    {
        if (OperatingSystem.IsLinux() && TryFlushFileSystem(file))
        {
            return;
        }

        foreach (var path in paths)
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(handle);
        }
    }

    /// <summary>Thousands of small files one by one take the disk a minute, and all at once a moment.</summary>
    static bool TryFlushFileSystem(SafeFileHandle file)
    {
        try
        {
            return SyncFileSystem(file) == 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // A C library of another name.
        }
    }

    [DllImport("libc", EntryPoint = "syncfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int SyncFileSystem(SafeHandle file);
}
