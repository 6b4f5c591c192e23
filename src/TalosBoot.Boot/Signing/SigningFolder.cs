using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing;

/// <summary>Writes keys and databases to a folder, so that only this user can read them.</summary>
public static class SigningFolder
{
    const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>
    /// Writes files: mode 0600, in a folder that is made with mode 0700 when it is not there. Nothing is written when one exists.
    /// </summary>
    /// <param name="folder">The folder, such as <c>_out</c>.</param>
    /// <param name="files">Name and content of each file.</param>
    /// <param name="overwrite">Whether files that exist are written anew.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="FileAccessException">A file exists, or cannot be written (TB6001).</exception>
    public static async Task WriteAsync(
        string folder, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> files, bool overwrite,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(files);
        if (!overwrite && files.Select(file => Path.Combine(folder, file.Name)).FirstOrDefault(File.Exists) is { } existing)
        {
            throw new FileAccessException(DiagnosticIds.OutputNotWritable, existing, "the file exists. Choose another folder, or allow "
                + "that it is overwritten.");
        }

        var current = folder;
        try
        {
            CreateFolder(folder);
            foreach (var (name, content) in files)
            {
                current = Path.Combine(folder, name);
                await WriteFileAsync(current, content, overwrite, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                DiagnosticIds.OutputNotWritable, current, "the file cannot be written. Check that this user may write there.", exception);
        }
    }

    static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, FolderMode700);
        }
    }

    static async Task WriteFileAsync(string path, ReadOnlyMemory<byte> content, bool overwrite, CancellationToken cancellationToken)
    {
        if (overwrite)
        {
            // A file of other permissions would keep them.
            File.Delete(path);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode600;
        }

        var isComplete = false;
        var stream = new FileStream(path, options);
        try
        {
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            }

            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                File.Delete(path);
            }
        }
    }
}
