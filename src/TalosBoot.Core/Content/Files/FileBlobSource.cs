using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// The content of a file. It is opened when it is first read, from the pool of handles, which may close and open it again; that it is still the same is
/// checked whenever it is opened, and after each read.
/// </summary>
internal sealed class FileBlobSource : BlobSource
{
    readonly string _path;
    readonly PooledFile _pooled;
    readonly Func<BlobSource, bool>? _verify;
    HostFile _file;

    FileBlobSource(string path, HostFile file, Func<BlobSource, bool>? verify)
    {
        _path = path;
        _file = file;
        _verify = verify;
        _pooled = new PooledFile(Open);
    }

    ~FileBlobSource() => FileHandlePool.Shared.Close(_pooled);

    public override long Length => _file.Length;

    /// <summary>What the file was when it was looked at.</summary>
    public HostFile File => _file;

    /// <summary>Looks at a file. It is not opened yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verify">
    /// Tells whether a file that is not the one from before has the same content all the same, as that of a cache may have; null where a change is a
    /// failure.
    /// </param>
    /// <exception cref="FileAccessException">The file is missing, or no regular file (TB6003).</exception>
    public static FileBlobSource Find(string path, Func<BlobSource, bool>? verify = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileBlobSource(path, HostFile.OfInput(path), verify);
    }

    /// <summary>Looks at a file that is to be an input, and opens it once, so that it is known at once when it cannot be read.</summary>
    public static FileBlobSource OpenInput(string path)
    {
        var source = Find(path);
        FileHandlePool.Shared.Rent(source._pooled);
        FileHandlePool.Shared.Return(source._pooled);
        return source;
    }

    internal override void CloseFiles() => FileHandlePool.Shared.Close(_pooled);

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        var handle = FileHandlePool.Shared.Rent(_pooled);
        try
        {
            var start = offset;
            var rest = destination;
            while (!rest.IsEmpty)
            {
                var read = RandomAccess.Read(handle, rest, start);
                if (read == 0)
                {
                    throw new ContentMismatchException(DiagnosticIds.LengthMismatch, _path, $"{Length} bytes", $"{start} bytes");
                }

                rest = rest[read..];
                start += read;
            }

            CheckUnchanged(HostFile.Of(handle));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw HostFile.NotReadable(_path, exception);
        }
        finally
        {
            FileHandlePool.Shared.Return(_pooled);
            GC.KeepAlive(this);
        }
    }

    SafeFileHandle Open()
    {
        try
        {
            // Once more before opening: what is no file any more is not waited for.
            _ = HostFile.OfInput(_path);
            var handle = System.IO.File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
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
            throw HostFile.NotReadable(_path, exception);
        }
    }

    void Accept(SafeFileHandle handle)
    {
        var file = HostFile.Of(handle);
        if (file == _file)
        {
            return;
        }

        if (_verify is null || file.Length != _file.Length || !_verify(new HandleBlobSource(handle, _path, file.Length, ContentKind.Data)))
        {
            throw Changed();
        }

        _file = file;
    }

    void CheckUnchanged(HostFile now)
    {
        if (now != _file)
        {
            throw Changed();
        }
    }

    ContentMismatchException Changed() => new(
        DiagnosticIds.FileChanged, _path, "the file as it was when the work began", "one that was changed since; begin again");
}
