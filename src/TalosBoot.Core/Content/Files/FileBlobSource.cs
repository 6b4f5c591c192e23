using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// The content of a file. It is opened when it is first read, from the pool of handles, which may close and open it again, unless it is held; that it is still
/// the same is checked whenever it is opened, and after each read.
/// </summary>
internal sealed class FileBlobSource : BlobSource
{
    readonly InputFile _input;
    readonly PooledFile _pooled;

    FileBlobSource(InputFile input, bool staysOpen)
    {
        _input = input;
        _pooled = new PooledFile(input, staysOpen);
    }

    ~FileBlobSource() => FileHandlePool.Shared.Close(_pooled);

    public override long Length => _input.File.Length;

    /// <summary>What the file was when it was looked at.</summary>
    public HostFile File => _input.File;

    /// <summary>Looks at a file. It is not opened yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verify">
    /// Tells whether a file that is not the one from before has the same content all the same, as that of a cache may have; null where a change is a
    /// failure. It must not refer to the source.
    /// </param>
    /// <exception cref="FileAccessException">The file is missing, or no regular file (TB6003).</exception>
    public static FileBlobSource Find(string path, Func<BlobSource, bool>? verify = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileBlobSource(new InputFile(path, HostFile.OfInput(path), verify), staysOpen: false);
    }

    /// <summary>Opens a file, which stays open until <see cref="CloseFiles"/>, so that it can be read to its end also when it is deleted meanwhile.</summary>
    /// <inheritdoc cref="Find"/>
    public static FileBlobSource Hold(string path, Func<BlobSource, bool> verify)
    {
        var source = new FileBlobSource(new InputFile(path, HostFile.OfInput(path), verify), staysOpen: true);
        source.Open();
        return source;
    }

    /// <summary>Looks at a file that is to be an input, and opens it once, so that it is known at once when it cannot be read.</summary>
    public static FileBlobSource OpenInput(string path)
    {
        var source = Find(path);
        source.Open();
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
                    throw new ContentMismatchException(DiagnosticIds.LengthMismatch, _input.Path, $"{Length} bytes", $"{start} bytes");
                }

                rest = rest[read..];
                start += read;
            }

            _input.CheckUnchanged(handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw HostFile.NotReadable(_input.Path, exception);
        }
        finally
        {
            FileHandlePool.Shared.Return(_pooled);
            GC.KeepAlive(this);
        }
    }

    void Open()
    {
        FileHandlePool.Shared.Rent(_pooled);
        FileHandlePool.Shared.Return(_pooled);
    }
}
