using System.Security.Cryptography;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Caching;

/// <summary>The file of a blob that is not complete yet. Failures of the file are ours; whoever has it open holds the lock for it.</summary>
internal sealed class PartialBlob : IAsyncDisposable
{
    const int HashLength = 64 * 1024;

    readonly string _path;
    readonly FileStream _file;

    PartialBlob(string path, FileStream file) => (_path, _file) = (path, file);

    public long Length => _file.Length;

    /// <summary>Opens what is there, or begins a new one.</summary>
    public static PartialBlob Open(string path) => new(path, PrivateFiles.OpenAlone(path));

    /// <summary>Hashes what is there. The file is at its end then.</summary>
    public void AppendTo(IncrementalHash hash, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = Length == 0 ? [] : new byte[HashLength];
            for (var left = Length; left > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, left));
                _file.ReadExactly(piece);
                hash.AppendData(piece);
                left -= piece.Length;
            }
        }
        catch (IOException exception)
        {
            throw Failure(exception);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (IOException exception)
        {
            throw Failure(exception);
        }
    }

    /// <summary>Forgets what is there.</summary>
    public void Clear()
    {
        try
        {
            _file.SetLength(0);
        }
        catch (IOException exception)
        {
            throw Failure(exception);
        }
    }

    /// <summary>Gives the file its name, once its bytes are on the disk: no crash may leave a name with other bytes.</summary>
    public void Complete(string path)
    {
        try
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
            File.Move(_path, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(exception);
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    FileAccessException Failure(Exception exception) => FileFailure.OfOutput(_path, exception);
}
