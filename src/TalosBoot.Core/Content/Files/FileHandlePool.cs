using Microsoft.Win32.SafeHandles;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// Open files, of which a process may have few: those that were not read for the longest time are closed when there are many. The number belongs to
/// the process, and so there is one pool for it. Files that stay open are not counted. Thread-safe.
/// </summary>
/// <param name="capacity">How many files are kept open. More are only while more are being read at the same moment.</param>
internal sealed class FileHandlePool(int capacity)
{
    readonly Lock _lock = new();
    readonly LinkedList<PooledFile> _idle = [];
    int _open;

    /// <summary>The one pool of the process. Systems allow 256 to 1024 open files, if nothing else is said.</summary>
    public static FileHandlePool Shared { get; } = new(capacity: 100);

    /// <summary>How many files are open now, without those that stay open.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open;
            }
        }
    }

    /// <summary>Gives the handle of a file, which is opened where it is not open, until <see cref="Return"/>.</summary>
    public SafeFileHandle Rent(PooledFile file)
    {
        lock (file.OpeningLock)
        {
            lock (_lock)
            {
                if (file.Handle is { } open)
                {
                    file.Users++;
                    Forget(file);
                    return open;
                }
            }

            var handle = file.Open();
            lock (_lock)
            {
                (file.Handle, file.Users) = (handle, 1);
                if (!file.StaysOpen)
                {
                    _open++;
                    CloseOldest();
                }

                return handle;
            }
        }
    }

    /// <summary>Ends the use of a handle.</summary>
    public void Return(PooledFile file)
    {
        lock (_lock)
        {
            if (--file.Users == 0 && !file.StaysOpen)
            {
                file.Place = _idle.AddLast(file);
                CloseOldest();
            }
        }
    }

    /// <summary>Closes a file, unless it is being read now.</summary>
    public void Close(PooledFile file)
    {
        lock (_lock)
        {
            if (file is { Users: 0, Handle: not null })
            {
                CloseIdle(file);
            }
        }
    }

    void CloseOldest()
    {
        while (_open > capacity && _idle.First is { } oldest)
        {
            CloseIdle(oldest.Value);
        }
    }

    void CloseIdle(PooledFile file)
    {
        Forget(file);
        file.Handle!.Dispose();
        file.Handle = null;
        _open -= file.StaysOpen ? 0 : 1;
    }

    void Forget(PooledFile file)
    {
        if (file.Place is { } place)
        {
            _idle.Remove(place);
            file.Place = null;
        }
    }
}
