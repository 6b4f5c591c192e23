using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Factory.Assets;

/// <summary>An asset on its way into the store. Whoever wants it reads what is there already, and waits for the rest.</summary>
internal sealed class AssetFlight(Digest identity, DateTimeOffset startedAt) : IProgress<BuildProgress>
{
    readonly TaskCompletionSource _planned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<OpenAsset?> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _chosen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Lock _lock = new();
    TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    SafeFileHandle? _handle;
    int _readers = 1;
    long _written;
    Exception? _failure;

    public Digest Identity => identity;

    public DateTimeOffset StartedAt => startedAt;

    public long Length { get; private set; }

    /// <summary>How far it is.</summary>
    public BuildProgress Progress { get; private set; }

    /// <summary>Whether it was found in a store, where another service may just have put it, and not built.</summary>
    public bool IsFound { get; set; }

    /// <summary>Ends when the length is known and bytes come; fails when they will not.</summary>
    public Task Planned => _planned.Task;

    /// <summary>Ends when all of it is stored; with an asset when it had been there from the beginning.</summary>
    public Task<OpenAsset?> Landed => _landed.Task;

    /// <summary>Ends when a cluster has decided that the asset is built here.</summary>
    public Task Chosen => _chosen.Task;

    public Digest Sha256 { get; set; }

    public void Report(BuildProgress value) => Progress = value;

    /// <summary>Says that the asset is built here.</summary>
    public void Choose() => _chosen.TrySetResult();

    /// <summary>Says that bytes will come into a file.</summary>
    public void Begin(SafeFileHandle handle, long length)
    {
        _handle = handle;
        Length = length;
        _planned.TrySetResult();
    }

    public void Advance(long written)
    {
        TaskCompletionSource advanced;
        lock (_lock)
        {
            _written = written;
            (advanced, _advanced) = (_advanced, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        advanced.TrySetResult();
    }

    /// <summary>Says that it is over.</summary>
    public void End(Exception? failure)
    {
        TaskCompletionSource advanced;
        lock (_lock)
        {
            _failure = failure;
            advanced = _advanced;
        }

        if (failure is null)
        {
            _planned.TrySetResult();
            _landed.TrySetResult(null);
        }
        else
        {
            _planned.TrySetException(failure);
            _landed.TrySetException(failure);
            _ = _planned.Task.Exception; // Nobody may be waiting.
            _ = _landed.Task.Exception;
        }

        advanced.TrySetResult();
        Release();
    }

    /// <summary>Opens it for a reader; null when it had been in the store from the beginning, or nobody reads any more.</summary>
    public OpenAsset? TryOpen(bool isBuilt)
    {
        lock (_lock)
        {
            if (_readers == 0 || _handle is null)
            {
                return null;
            }

            _readers++;
        }

        return new Reader(this, isBuilt && !IsFound);
    }

    async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task advanced;
            lock (_lock)
            {
                if (_written > offset || offset >= Length)
                {
                    break;
                }

                if (_failure is not null)
                {
                    throw new InvalidDataException("The build of the asset failed after its first bytes were sent.", _failure);
                }

                advanced = _advanced.Task;
            }

            await advanced.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Read(offset, buffer.Span);
    }

    int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Min(Volatile.Read(ref _written), Length) - offset);
        return count <= 0 ? 0 : RandomAccess.Read(_handle!, buffer[..count], offset);
    }

    void Release()
    {
        lock (_lock)
        {
            _readers--;
            if (_readers == 0)
            {
                _handle?.Dispose();
            }
        }
    }

    sealed class Reader(AssetFlight flight, bool isBuilt) : OpenAsset
    {
        int _isDisposed;

        public override Digest Identity => flight.Identity;

        public override long Length => flight.Length;

        public override DateTimeOffset ModifiedAt => flight.StartedAt;

        public override bool IsBuilt => isBuilt;

        public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
            flight.ReadAsync(offset, buffer, cancellationToken);

        public override int Read(long offset, Span<byte> buffer) => flight.Read(offset, buffer);

        public override async ValueTask<Digest> GetSha256Async(CancellationToken cancellationToken)
        {
            await flight.Landed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return flight.Sha256;
        }

        public override ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                flight.Release();
            }

            return ValueTask.CompletedTask;
        }
    }
}
