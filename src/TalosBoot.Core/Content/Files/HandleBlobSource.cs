using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>The content of a file that somebody else keeps open.</summary>
internal sealed class HandleBlobSource(SafeFileHandle handle, string path, long length, ContentKind kind) : BlobSource
{
    public override long Length => length;

    public override ContentKind Kind => kind;

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        try
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw HostFile.NotReadable(path, exception); // Whoever writes what is read would take it for his own.
        }
    }
}
