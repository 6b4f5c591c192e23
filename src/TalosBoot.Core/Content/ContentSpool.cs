using TalosBoot.Core.Content.Files;

namespace TalosBoot.Core.Content;

/// <summary>
/// Keeps content whose length is known only after it was made, such as the output of a compressor: in memory while it is small, at most 1 MiB, else
/// in one file for all of it that only this user can read, and that is gone when the spool is disposed, or the process ends.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ContentSpool : IDisposable
{
    readonly Lock _lock = new();
    readonly string _directory;
    readonly List<IDisposable> _others = [];
    SpoolFile? _file;
    long _memoryLeft;
    long _writtenLength;
    bool _disposed;

    /// <summary>Creates a spool.</summary>
    /// <param name="directory">The folder for files; null for the system's folder for temporary files.</param>
    /// <param name="memoryLimit">How many bytes all content in memory may take together. Default 16 MiB.</param>
    public ContentSpool(string? directory = null, long memoryLimit = 16 * 1024 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(memoryLimit);
        _directory = directory ?? Path.GetTempPath();
        _memoryLeft = memoryLimit;
    }

    /// <summary>How many bytes the file may have. For who unpacks what nobody vouches for, again and again.</summary>
    internal long FileLimit { get; init; } = long.MaxValue;

    /// <summary>How many bytes were written up to now, also those that were not kept.</summary>
    internal long WrittenLength => Interlocked.Read(ref _writtenLength);

    /// <summary>Takes what a writer writes.</summary>
    /// <param name="kind">What is known about the bytes.</param>
    /// <param name="write">Writes to the stream it is given, and does not keep it.</param>
    /// <returns>The content, which can be read until the spool is disposed.</returns>
    public BlobSource Write(ContentKind kind, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var stream = OpenStream();
        write(stream);
        return stream.Complete(kind);
    }

    /// <summary>Takes what an asynchronous writer writes.</summary>
    /// <param name="kind">What is known about the bytes.</param>
    /// <param name="write">Writes to the stream it is given, and does not keep it.</param>
    /// <param name="cancellationToken">Handed to the writer.</param>
    /// <returns>The content, which can be read until the spool is disposed.</returns>
    public async ValueTask<BlobSource> WriteAsync(
        ContentKind kind, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        var stream = OpenStream();
        await using (stream.ConfigureAwait(false))
        {
            await write(stream, cancellationToken).ConfigureAwait(false);
            return stream.Complete(kind);
        }
    }

    /// <summary>Deletes the file of the spool. A read that is under way ends well. Content that was taken can no longer be read.</summary>
    public void Dispose()
    {
        IDisposable[] others;
        lock (_lock)
        {
            _disposed = true;
            _file?.Dispose();
            others = [.. _others];
            _others.Clear();
        }

        foreach (var other in others)
        {
            other.Dispose();
        }
    }

    /// <summary>Disposes something else with the spool, which content is read from as well; at once, if the spool is disposed already.</summary>
    internal void DisposeToo(IDisposable other)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _others.Add(other);
                return;
            }
        }

        other.Dispose();
    }

    internal SpoolStream OpenStream()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new SpoolStream(this);
    }

    internal void NoteWritten(long count) => Interlocked.Add(ref _writtenLength, count);

    internal bool TryReserveMemory(long count)
    {
        lock (_lock)
        {
            if (count > _memoryLeft)
            {
                return false;
            }

            _memoryLeft -= count;
            return true;
        }
    }

    internal void ReturnMemory(long count)
    {
        lock (_lock)
        {
            _memoryLeft += count;
        }
    }

    /// <summary>The file of the spool, which is made when content needs it for the first time.</summary>
    internal SpoolFile OpenFile()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _file ??= SpoolFile.Create(_directory, FileLimit);
        }
    }
}
