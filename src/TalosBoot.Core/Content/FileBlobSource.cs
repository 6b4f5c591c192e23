using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content;

/// <summary>The content of a file. The handle is closed by its finalizer, or by the spool that owns the file.</summary>
internal sealed class FileBlobSource(SafeFileHandle handle, string path, long length, ContentKind kind) : BlobSource
{
    public override long Length => length;

    public override ContentKind Kind => kind;

    public static FileBlobSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return new FileBlobSource(handle, path, RandomAccess.GetLength(handle), ContentKind.Data);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FileAccessException(
                DiagnosticIds.InputNotReadable, path, "the file cannot be read. Check that it exists and that this user may read it.", exception);
        }
    }

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(handle, destination, offset);
            if (read == 0)
            {
                throw new ContentMismatchException(DiagnosticIds.LengthMismatch, path, $"{length} bytes", $"{offset} bytes");
            }

            destination = destination[read..];
            offset += read;
        }
    }
}
