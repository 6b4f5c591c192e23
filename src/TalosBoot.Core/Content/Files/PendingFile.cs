using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>A file that is written under a temporary name beside its target, and gets its name when it is complete.</summary>
internal sealed class PendingFile : IAsyncDisposable
{
    const string Suffix = ".talosboot";
    const int Attempts = 20;

    readonly string _target;
    readonly string _temporary;
    readonly FileStream _file;
    bool _committed;

    PendingFile(string target, FileStream file) => (_target, _temporary, _file) = (target, file.Name, file);

    /// <summary>Begins a file. Where its name is a link, the file that the link leads to is written, and the link stays.</summary>
    /// <exception cref="FileAccessException">The file cannot be made, or something else than a file has its name (TB6001).</exception>
    public static PendingFile Create(string path)
    {
        var target = path;
        try
        {
            target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            if (HostFile.Find(path) is { IsRegular: false })
            {
                throw new FileAccessException(
                    DiagnosticIds.OutputNotWritable, path, "a folder, a pipe, a socket or a device has that name, and is not replaced by a file. Choose another name.");
            }

            // A new file has the rights that the user's settings give, unlike those that only TalosBoot reads.
            var file = CreateTemporary(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.");
            AbandonedFiles.RemoveOnce($".*{Suffix}", file.Name);
            return new PendingFile(target, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(target, exception);
        }
    }

    /// <summary>Sets the length of the complete file. What is not written then is a hole.</summary>
    public void SetLength(long length)
    {
        WindowsSparseFile.Mark(_file.SafeFileHandle);
        try
        {
            RandomAccess.SetLength(_file.SafeFileHandle, length);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FileAccessException(
                DiagnosticIds.OutputNotWritable, _target,
                $"its file system holds no file of {length} bytes. Choose a folder on another one, or make less of it.", exception);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset, CancellationToken cancellationToken) =>
        RandomAccess.WriteAsync(_file.SafeFileHandle, buffer, offset, cancellationToken);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_file.SafeFileHandle, bytes, offset);

    public void Commit()
    {
        if (OperatingSystem.IsWindows())
        {
            _file.Dispose(); // A file that is held alone cannot be renamed there.
        }

        File.Move(_temporary, _target, overwrite: true);
        _committed = true;
        _file.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        if (!_committed)
        {
            File.Delete(_temporary);
        }

        return ValueTask.CompletedTask;
    }

    static FileStream CreateTemporary(string folder, string prefix)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var file = new FileStream(
                    Path.Combine(folder, $"{prefix}{Path.GetRandomFileName()}{Suffix}"),
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        Share = FileShare.None,
                        BufferSize = 0, // And not opened for asynchronous use, with which Windows cannot mark it as sparse in one call.
                    });
                if (AbandonedFiles.IsStillThere(file))
                {
                    return file;
                }
            }
            catch (IOException exception) when (attempt < Attempts && PrivateFiles.IsInUse(exception))
            {
                // Another who looks for files that were left behind has it in hands.
            }
        }
    }
}
