using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// A file that may be opened again and again, and must stay the same. It does not know the source that reads it: the pool of handles holds it while the file is
/// open, and would keep that source from ever being collected, which is what closes the file.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="file">What it was when it was looked at.</param>
/// <param name="verify">Tells whether one that is not the same has the same content; null where a change is a failure.</param>
internal sealed class InputFile(string path, HostFile file, Func<BlobSource, bool>? verify)
{
    HostFile _file = file;

    public string Path => path;

    /// <summary>What the file was when it was looked at, or found to be the same in another file.</summary>
    public HostFile File => _file;

    /// <summary>Opens the file, if it is the same still.</summary>
    /// <exception cref="FileAccessException">It cannot be read (TB6003).</exception>
    /// <exception cref="ContentMismatchException">It was changed (TB2103).</exception>
    public SafeFileHandle Open()
    {
        try
        {
            // Once more before opening: what is no file any more is not waited for.
            _ = HostFile.OfInput(path);
            var handle = System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            try
            {
                Accept(handle);
                return handle;
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw HostFile.NotReadable(path, exception);
        }
    }

    /// <summary>Refuses what was read when the file was changed since it was opened.</summary>
    /// <exception cref="ContentMismatchException">It was changed (TB2103).</exception>
    public void CheckUnchanged(SafeFileHandle handle)
    {
        if (HostFile.Of(handle) != _file)
        {
            throw Changed();
        }
    }

    void Accept(SafeFileHandle handle)
    {
        var now = HostFile.Of(handle);
        if (now == _file)
        {
            return;
        }

        if (verify is null || now.Length != _file.Length || !verify(new HandleBlobSource(handle, path, now.Length, ContentKind.Data)))
        {
            throw Changed();
        }

        _file = now;
    }

    ContentMismatchException Changed() => new(
        DiagnosticIds.FileChanged, path, "the file as it was when the work began", "one that was changed since; begin again");
}
