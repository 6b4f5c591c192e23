using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace TalosBoot.Factory.Stores;

/// <summary>Makes files with names of their own. Who makes one holds a lock on it, by which others tell it from one that was left behind.</summary>
internal static class HeldFile
{
    const int Attempts = 10;

    /// <summary>Makes a file. It is locked as long as the handle is open; others may read and rename it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="suffix">How its name ends.</param>
    public static (string Path, SafeFileHandle Handle) Create(string folder, string suffix)
    {
        for (var attempt = 1; ; attempt++)
        {
            // A process that looks for what was left behind may find the file before its lock is in place: then it holds it, or has deleted it.
            var path = Path.Combine(folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)) + suffix);
            try
            {
                var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
                if (File.Exists(path))
                {
                    return (path, handle);
                }

                handle.Dispose();
                throw new FileNotFoundException("Another process has just deleted it.", path);
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The next has another name.
            }
        }
    }
}
