using Microsoft.Win32.SafeHandles;

namespace TalosBoot.Core.Content;

/// <summary>A file that is written under a temporary name beside its target, and gets its name when it is complete.</summary>
internal sealed class PendingFile : IAsyncDisposable
{
    readonly string _target;
    readonly string _temporary;
    readonly SafeFileHandle _handle;
    bool _committed;

    PendingFile(string target, string temporary, SafeFileHandle handle) => (_target, _temporary, _handle) = (target, temporary, handle);

    public static PendingFile Create(string target)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            if (Directory.Exists(target))
            {
                throw new IOException("A folder of that name exists.");
            }

            var handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            return new PendingFile(target, temporary, handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(target, exception);
        }
    }

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset, CancellationToken cancellationToken) =>
        RandomAccess.WriteAsync(_handle, buffer, offset, cancellationToken);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    public void Commit()
    {
        _handle.Dispose();
        File.Move(_temporary, _target, overwrite: true);
        _committed = true;
    }

    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        if (!_committed)
        {
            File.Delete(_temporary);
        }

        return ValueTask.CompletedTask;
    }
}
