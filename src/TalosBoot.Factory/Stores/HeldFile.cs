using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace TalosBoot.Factory.Stores;

/// <summary>Makes files with names of their own, and opens those that have got their last one. Who makes one holds a lock on it, by which others tell it from one that was left behind.</summary>
internal static class HeldFile
{
    const int Attempts = 10;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

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

    /// <summary>
    /// Opens a file that has its name. A process that looks for what was left behind may hold it for a moment, if it had opened it under the name before.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">It is not there, or, as a <see cref="DirectoryNotFoundException"/>, its folder is not.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (IOException exception) when (attempt < Attempts && exception is not (FileNotFoundException or DirectoryNotFoundException))
            {
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>Reads such a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">It is not there, or, as a <see cref="DirectoryNotFoundException"/>, its folder is not.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        using var file = new FileStream(OpenRead(path), FileAccess.Read, bufferSize: 0);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
